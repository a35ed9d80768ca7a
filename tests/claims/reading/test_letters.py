"""Files of letters: what is read, and what is refused with which words."""

from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from safetystats import reference
from safetystats.claims import extract, read_claims, read_letter, struck_in
from safetystats.errors import ClaimNotReadable

TEXT = "2021年1-6月，全区发生事故5起、死亡4人，同比分别下降16.7%、20%。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_text_is_read_in_the_encodings_of_offices(tmp_path, encoding):
    path = tmp_path / "通报.txt"
    path.write_bytes(TEXT.encode(encoding))
    assert read_letter(path) == TEXT


def test_a_page_is_read_without_its_scripts(tmp_path):
    path = tmp_path / "page.html"
    path.write_text(f"<html><head><title>9起</title></head><body><p>{TEXT}</p><script>8起</script></body>")
    assert read_claims(path)["value"].tolist() == [5, 4, 16.7, 20]


def test_a_word_file_is_read_with_its_tables(tmp_path):
    document = Document()
    document.add_paragraph(TEXT)
    table = document.add_table(rows=2, cols=3)
    for row, cells in enumerate([["领域", "起数", "死亡人数"], ["建筑业", "3", "2"]]):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    path = tmp_path / "letter.docx"
    document.save(str(path))
    claims = read_claims(path)
    assert claims["value"].tolist() == [5, 4, 16.7, 20, 3, 2]
    assert claims["sector"].tolist()[-1] == "建筑业"


@pytest.mark.parametrize("tag", ["s", "strike", "del", 'span style="text-decoration: line-through"'])
def test_what_a_page_shows_struck_through_is_no_part_of_it(tmp_path, tag):
    path = tmp_path / "page.html"
    name = tag.split()[0]
    path.write_text(
        f"<p>2021年全区发生事故<{tag}>8</{name}>5起、死亡4人。</p><table><tr><td><{tag}>9起</{name}></td></tr></table>"
    )
    assert read_claims(path)["value"].tolist() == [5, 4]
    assert struck_in(path) == ("8", "9起")


def test_what_a_word_file_shows_struck_through_or_deleted_is_no_part_of_it(tmp_path):
    document = Document()
    paragraph = document.add_paragraph("2021年全区发生事故")
    paragraph.add_run("8").font.strike = True
    paragraph.add_run("9").font.double_strike = True
    kept = paragraph.add_run("5起、死亡")
    kept.font.strike = False
    for tag, text in (("del", "7人"), ("ins", "4人。")):
        changed = paragraph._p.makeelement(qn(f"w:{tag}"), {})
        run = changed.makeelement(qn("w:r"), {})
        part = run.makeelement(qn("w:delText" if tag == "del" else "w:t"), {})
        part.text = text
        run.append(part)
        changed.append(run)
        paragraph._p.append(changed)
    cell = document.add_table(rows=1, cols=1).cell(0, 0).paragraphs[0]
    cell.add_run("3起").font.strike = True
    path = tmp_path / "letter.docx"
    document.save(str(path))
    assert read_letter(path) == "2021年全区发生事故5起、死亡4人。\n||"
    assert struck_in(path) == ("897人", "3起")


def test_a_corrected_claims_table_is_taken_as_it_is(tmp_path):
    path = tmp_path / "claims.csv"
    claims = extract(TEXT)
    claims.assign(value=[6, 4, 16.7, 20]).to_csv(path, index=False, encoding="utf-8-sig")
    again = read_claims(path)
    assert again["value"].tolist() == [6, 4, 16.7, 20]
    assert again["measure"].tolist() == claims["measure"].tolist()


def test_without_a_file_the_shipped_claims_are_read():
    assert len(read_claims()) == len(reference.letter_claims())


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("letter.xlsx", b"", "Known endings: .txt, .md, .html"),
        ("empty.txt", b"  \n", "holds no text"),
        ("empty.html", b"", "holds no text"),
        ("bare.html", b"<!-- nothing -->", "holds no text"),
        ("broken.docx", b"no archive", "no Word document"),
        ("broken.pdf", b"no pdf", "no PDF"),
        ("other.txt", b"\xff\xff\xff", "neither UTF-8 nor GB18030"),
        ("claims.csv", b"a,b\n1,2\n", "lacks the columns 'measure'"),
        ("values.csv", b"measure,value,unit,window_start,window_end\nx,many,,,\n", "row 2: the value 'many'"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(tmp_path, name, content, message):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ClaimNotReadable, match=message):
        read_claims(path)


def test_a_missing_file_is_named():
    with pytest.raises(ClaimNotReadable, match=r"There is no file 'nowhere\.txt'"):
        read_claims("nowhere.txt")


def test_a_word_file_that_would_unpack_to_a_gigabyte_is_refused_before_it_is_opened(tmp_path):
    path = tmp_path / "letter.docx"
    Document().save(str(path))
    with ZipFile(path, "a", ZIP_DEFLATED) as archive, archive.open("word/more.xml", "w") as part:
        for _ in range(40):
            part.write(b" " * 1_000_000)
    assert path.stat().st_size < 100_000
    with pytest.raises(ClaimNotReadable, match=r"would unpack to 40,.* saved as text it can be read"):
        read_letter(path)


def test_a_pdf_of_too_many_pages_is_refused(tmp_path):
    writer = PdfWriter()
    for _ in range(301):
        writer.add_blank_page(100, 100)
    writer.write(tmp_path / "letter.pdf")
    with pytest.raises(ClaimNotReadable, match="has 301 pages; letters of up to 300 are read"):
        read_letter(tmp_path / "letter.pdf")


def test_a_pdf_with_a_page_that_unpacks_to_very_much_is_refused(tmp_path):
    stream = DecodedStreamObject()
    stream.set_data(b"BT (a) Tj ET " * 2_000_000)
    writer = PdfWriter()
    page = writer.add_blank_page(100, 100)
    page[NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    writer.write(tmp_path / "letter.pdf")
    assert (tmp_path / "letter.pdf").stat().st_size < 100_000
    with pytest.raises(ClaimNotReadable, match="unpacks to more than 20,000,000 bytes"):
        read_letter(tmp_path / "letter.pdf")


def test_a_text_longer_than_any_letter_is_refused(tmp_path):
    path = tmp_path / "book.txt"
    path.write_text("事故5起。" * 50_000, encoding="utf-8")
    with pytest.raises(ClaimNotReadable, match="has 250,000 characters; letters of up to 200,000 are read"):
        read_letter(path)


@pytest.mark.parametrize("markup", ["<a ", "<!--", "<![", '<a b="', "<?"])
def test_a_page_of_tags_that_never_close_takes_no_time(tmp_path, markup):
    path = tmp_path / "page.html"
    path.write_text(f"<p>{TEXT}</p>" + markup * 100_000, encoding="utf-8")
    assert read_claims(path)["value"].tolist()[:4] == [5, 4, 16.7, 20]


def test_a_cell_over_several_rows_or_columns_stands_in_each(tmp_path):
    path = tmp_path / "page.html"
    path.write_text(
        "<p>青河市2021年情况</p><table><tr><th rowspan='2'>地区</th><th colspan=2>2021年1至5月</th></tr>"
        "<tr><th>事故（起）</th><th>死亡（人）</th></tr><tr><td>东山县</td><td>4</td><td>3</td></tr></table>",
        encoding="utf-8",
    )
    assert "地区|2021年1至5月||\n\n地区|事故（起）|死亡（人）|" in read_letter(path)
    claims = read_claims(path)
    assert claims[["measure", "value", "area"]].values.tolist() == [
        ["事故起数", 4, "东山县"],
        ["死亡人数", 3, "东山县"],
    ]
