"""A Word document says what the page says, is laid out as GB/T 9704 has it, and fits an office's template."""

import io
import re
import shutil
import subprocess
import zipfile
from datetime import date

import docx
import pypdf
import pytest
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from safetystats.documents.content import Chart, Heading, Prose, Statements
from safetystats.documents.paper import require_template
from safetystats.documents.word import document_docx
from safetystats.errors import InputRejected


def opened(data: bytes):
    return docx.Document(io.BytesIO(data))


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode("utf-8")


def cells_of(table) -> list[list[str]]:
    """The cells of a table as texts, a header without the line breaks that its width asks for."""
    return [[cell.text.replace("\n", "") for cell in row.cells] for row in table.rows]


@pytest.fixture(scope="module")
def chinese(make_cover, blocks):
    return document_docx(make_cover(), blocks)


def test_every_cell_of_every_table_is_that_of_the_page(briefings, rows_of_page):
    for cover, content in briefings.values():
        page = rows_of_page(cover, content)
        document = opened(document_docx(cover, content))
        assert len(page) == len(document.tables) > 5
        for shown, table in zip(page, document.tables):
            assert cells_of(table)[-len(shown) :] == shown


def test_every_sentence_and_heading_of_the_page_is_there(briefings):
    for cover, content in briefings.values():
        texts = [p.text for p in opened(document_docx(cover, content)).paragraphs]
        for block in content:
            if isinstance(block, Statements):
                assert set(block.sentences) <= set(texts)
            if isinstance(block, Heading):
                assert block.text in texts
        assert texts[:3] == [cover.title, cover.subtitle, cover.notice]
        assert texts[-1] == cover.footer


def test_the_page_is_that_of_gb_9704(chinese):
    section = opened(chinese).sections[0]
    millimetres = [round(length / Mm(1)) for length in (section.page_width, section.page_height)]
    margins = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    assert millimetres == [210, 297]
    assert [round(length / Mm(1)) for length in margins] == [37, 26, 35, 28]
    assert re.search(r'<w:docGrid w:type="lines" w:linePitch="579"/>', part(chinese, "word/document.xml"))


@pytest.mark.parametrize(
    ("style", "font", "points"),
    [
        ("Normal", "仿宋_GB2312", 16),
        ("Title", "方正小标宋简体", 22),
        ("Heading 1", "黑体", 16),
        ("Heading 2", "楷体_GB2312", 16),
        ("Heading 3", "仿宋_GB2312", 16),
        ("Footer", "宋体", 14),
    ],
)
def test_fonts_are_named_for_chinese_and_have_other_names(chinese, style, font, points):
    told = opened(chinese).styles[style]
    assert told.element.rPr.rFonts.get(qn("w:eastAsia")) == font
    assert told.font.size == Pt(points)
    assert f'<w:font w:name="{font}"><w:altName w:val="' in part(chinese, "word/fontTable.xml")


def test_headings_are_counted_by_the_document(chinese, make_cover, blocks):
    forms = re.findall(
        r'w:numFmt w:val="(\w+)"/>.*?w:lvlText w:val="(.*?)"', part(chinese, "word/numbering.xml")
    )
    assert forms[:3] == [
        ("chineseCountingThousand", "%1、"),
        ("chineseCountingThousand", "（%2）"),
        ("decimal", "%3."),
    ]
    headings = [p for p in opened(chinese).paragraphs if p.style.name.startswith("Heading")]
    assert [(p.text, p.style.name) for p in headings] == [
        ("要点", "Heading 1"),
        ("占比", "Heading 1"),
        ("按季", "Heading 2"),
        ("一季度", "Heading 3"),
    ]
    assert all(p.style.element.pPr.numPr is not None for p in headings)
    english = part(document_docx(make_cover("en"), blocks), "word/numbering.xml")
    assert re.findall(r'w:lvlText w:val="(.*?)"', english)[:3] == ["%1", "%1.%2", "%1.%2.%3"]


def test_captions_are_fields_and_stand_above_tables_and_below_figures(chinese):
    body = opened(chinese).element.body
    told = []
    for child in body:
        if child.tag == qn("w:tbl"):
            told.append("table")
        elif child.findall(".//" + qn("w:drawing")):
            told.append("picture")
        elif child.findall(".//" + qn("w:instrText")):
            told.append("".join(t.text for t in child.iter(qn("w:t"), qn("w:instrText"))))
    first, second = "表 SEQ 表 \\* ARABIC 1　占全市比重", "图 SEQ 图 \\* ARABIC 1　各区占比"
    assert told[:4] == [first, "table", "picture", second]
    assert sum("SEQ" in one for one in told) == 4


def test_a_table_repeats_its_header_merges_groups_and_sets_numbers_right(chinese):
    table = opened(chinese).tables[0]
    assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows] == [
        True,
        True,
        False,
        False,
    ]
    assert cells_of(table)[:2] == [["区", "本期", "本期"], ["区", "事故（起）", "占比"]]
    sides = [[str(c.paragraphs[0].alignment or "LEFT (0)") for c in row.cells] for row in table.rows[2:]]
    assert sides == [["LEFT (0)", "RIGHT (2)", "RIGHT (2)"]] * 2
    bold = [[c.paragraphs[0].runs[0].bold for c in row.cells] for row in table.rows[2:]]
    assert bold == [[None] * 3, [True] * 3]  # the marked row
    assert "甲。乙。" in [p.text for p in opened(chinese).paragraphs]


def test_pictures_tell_what_they_show(chinese):
    told = re.findall(r'<wp:docPr [^>]*descr="([^"]*)"', part(chinese, "word/document.xml"))
    assert told == ["朝阳区占比10.4%，为最高", "一季度1起"]


def test_a_picture_is_cropped_where_its_caption_says_the_title(make_cover, picture):
    document = part(
        document_docx(make_cover(), [Chart(picture, "图", "图", headed=0.25)]), "word/document.xml"
    )
    assert '<a:srcRect t="25000"/>' in document
    # 136 mm wide; of the picture, half as high as wide, three quarters are shown.
    width, height = map(int, re.findall(r'<wp:extent cx="(\d+)" cy="(\d+)"', document)[0])
    assert width == Mm(136)
    assert height == round(Mm(51))


def test_page_numbers_stand_at_the_outer_edge_between_dashes(chinese):
    document = opened(chinese)
    assert document.settings.odd_and_even_pages_header_footer
    odd, even = (part(chinese, f"word/footer{number}.xml") for number in (1, 2))
    assert 'w:jc w:val="right"' in odd
    assert 'w:jc w:val="left"' in even
    assert [re.sub("<.*?>", "", text).strip() for text in (odd, even)] == ["—  PAGE 1 —"] * 2


def test_the_file_tells_its_title_language_and_day(chinese, make_cover):
    told = opened(chinese).core_properties
    assert (told.title, told.language) == ("门头沟区简报", "zh-CN")
    assert told.created.date() == told.modified.date() == date(2020, 8, 24)
    assert (told.author, told.comments, told.last_modified_by) == ("", "", "")
    assert 'w:lang w:val="en-GB" w:eastAsia="zh-CN"' in part(chinese, "word/styles.xml")


def test_the_same_content_gives_the_same_bytes(chinese, make_cover, blocks):
    assert document_docx(make_cover(), blocks) == chinese


@pytest.mark.parametrize("language", ["zh", "en"])
def test_hostile_text_stays_text(hostile, language, make_cover, make_table, picture):
    text, shown = hostile
    cover = make_cover(language, title=text, subtitle=text, footer=text, notice=text)
    rows = ((text, text, "1"),)
    blocks = [
        Heading(2, text),
        Statements((text,), listed=True),
        Prose(f"```\n{text}\n```"),
        make_table(rows, title=text, notes=(text,), marked=frozenset()),
        Chart(picture, text, text),
    ]
    document = opened(document_docx(cover, blocks))
    paragraphs = [p.text for p in document.paragraphs]
    # title, subtitle, notice, heading, sentence, code, notes, footer; captions say more
    assert paragraphs.count(shown) == 8
    assert cells_of(document.tables[0])[-1] == [shown, shown, "1"]
    assert document.core_properties.title == shown


# --- an office's own template -------------------------------------------------------------------------


def a_template(*paragraphs: tuple[str, str]) -> bytes:
    """A red letterhead in the header, a heading style of its own, and paragraphs of text and style."""
    template = docx.Document()
    header = template.sections[0].header.paragraphs[0].add_run("某某市应急管理局文件")
    header.font.color.rgb = RGBColor(255, 0, 0)
    template.styles["Heading 1"].font.size = Pt(30)
    for text, style in paragraphs:
        template.add_paragraph(text, style=style)
    written = io.BytesIO()
    template.save(written)
    return written.getvalue()


def test_a_long_table_is_broken_neither_after_its_first_rows_nor_before_its_last(make_cover, make_table):
    rows = tuple((f"第{n}街道", "1", "1.0%") for n in range(17))
    (table,) = opened(document_docx(make_cover(), [make_table(rows)])).tables
    kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in table.rows]
    # Two header rows and four below them; four at the end, with the notes.
    assert [bool(keep) for keep in kept] == [True] * 5 + [False] * 10 + [True] * 4


@pytest.mark.parametrize("placeholder", ["{{content}}", "{{正文}}"])
def test_a_briefing_takes_the_place_that_the_template_gives_it(placeholder, make_cover, blocks):
    template = a_template(("致：", "Normal"), (placeholder, "Body Text"), ("附件：无", "Normal"))
    document = opened(document_docx(make_cover(), blocks, template=template))
    texts = [p.text for p in document.paragraphs]
    assert (texts[0], texts[1], texts[-1]) == ("致：", "门头沟区简报", "附件：无")
    assert placeholder not in texts
    styles = {p.text: p.style.name for p in document.paragraphs}
    assert styles["事故3起。"] == "Body Text"


def test_running_text_is_set_as_the_paragraph_that_it_stands_for(make_cover, make_table):
    template = opened(a_template(("{{正文}}", "Normal")))
    place = template.paragraphs[0]
    place.paragraph_format.line_spacing = Pt(28)
    place.runs[0].font.size = Pt(16)
    place.runs[0].font.name = "Times New Roman"
    written = io.BytesIO()
    template.save(written)
    prose = [Heading(2, "节"), make_table(), Prose("甲**乙**")]
    document = opened(document_docx(make_cover(), prose, template=written.getvalue()))
    # The last one, which stays with the end.
    (told,) = [p for p in document.paragraphs if p.text == "甲乙"]
    assert told.paragraph_format.line_spacing == Pt(28)
    assert told.paragraph_format.keep_with_next
    assert [(r.font.size, r.font.name, r.bold) for r in told.runs] == [
        (Pt(16), "Times New Roman", None),
        (Pt(16), "Times New Roman", True),
    ]


def saved(document) -> bytes:
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def test_what_the_place_is_alone_no_paragraph_of_the_briefing_becomes(make_cover):
    """A page break stays one; number, outline level and frame of the place are not set to each paragraph."""
    template = opened(a_template(("致：", "Normal"), ("{{正文}}", "Normal")))
    properties = template.paragraphs[1]._p.get_or_add_pPr()
    for tag in ("pageBreakBefore", "framePr", "numPr", "outlineLvl"):
        properties.append(properties.makeelement(qn(f"w:{tag}")))
    template.paragraphs[1].paragraph_format.first_line_indent = Pt(32)
    document = opened(document_docx(make_cover(), [Prose("甲\n\n乙")], template=saved(template)))
    told = {p.text: p for p in document.paragraphs}
    assert [p.text for p in document.paragraphs if p.paragraph_format.page_break_before] == ["门头沟区简报"]
    assert [told[text].paragraph_format.first_line_indent for text in "甲乙"] == [Pt(32)] * 2
    for tag in ("framePr", "outlineLvl"):
        assert [p.text for p in document.paragraphs if p._p.findall(f".//{qn('w:' + tag)}")] == []
    assert [told[text]._p.pPr.numPr for text in "甲乙"] == [None] * 2


def test_pictures_are_numbered_above_those_of_the_template(make_cover, blocks, picture):
    template = opened(a_template(("{{正文}}", "Normal")))
    template.sections[0].header.paragraphs[0].add_run().add_picture(io.BytesIO(picture))
    template.paragraphs[0].insert_paragraph_before().add_run().add_picture(io.BytesIO(picture))
    template.inline_shapes[0]._inline.docPr.id = 2
    next(template.sections[0].header._element.iter(qn("wp:docPr"))).set("id", "7")
    told = document_docx(make_cover(), blocks, template=saved(template))
    assert re.findall(r'<wp:docPr id="(\d+)"', part(told, "word/document.xml")) == ["2", "8", "9"]


def test_pictures_are_numbered_above_those_of_a_templates_footnotes(make_cover, blocks):
    """A part of a kind that python-docx does not open."""
    template = opened(a_template(("{{正文}}", "Normal")))
    notes = b"<w:footnotes xmlns:w='w' xmlns:wp='wp'><wp:docPr name='a' id='41'/></w:footnotes>"
    name, kind = PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES
    package = template.part.package
    template.part.relate_to(Part(name, kind, notes, package), RELATIONSHIP_TYPE.FOOTNOTES)
    told = document_docx(make_cover(), blocks, template=saved(template))
    assert re.findall(r'<wp:docPr id="(\d+)"', part(told, "word/document.xml")) == ["42", "43"]


def test_a_template_with_a_style_without_a_name_is_filled(make_cover, blocks):
    template = opened(a_template(("{{正文}}", "Normal")))
    style = template.styles.add_style("Ours", 1).element
    style.remove(style.find(qn("w:name")))
    document = opened(document_docx(make_cover(), blocks, template=saved(template)))
    assert document.paragraphs[0].text == "门头沟区简报"


def test_the_templates_letterhead_styles_and_page_are_kept(make_cover, blocks):
    document = opened(document_docx(make_cover(), blocks, template=a_template(("致：", "Normal"))))
    run = document.sections[0].header.paragraphs[0].runs[0]
    assert (run.text, str(run.font.color.rgb)) == ("某某市应急管理局文件", "FF0000")
    assert document.styles["Heading 1"].font.size == Pt(30)
    assert document.paragraphs[0].text == "致："
    assert document.sections[0].left_margin == docx.Document().sections[0].left_margin
    numbered = [p for p in document.paragraphs if p.style.name == "Heading 1"]
    assert all(p._p.pPr.numPr is not None for p in numbered)  # its own style does not count


def test_a_template_that_names_no_chinese_is_told_which(make_cover, blocks):
    told = document_docx(make_cover(), blocks, template=a_template())
    assert re.findall('<w:lang [^>]*w:eastAsia="(.*?)"', part(told, "word/styles.xml")) == ["zh-CN"]


def test_tables_are_no_wider_than_the_templates_page(make_cover, blocks):
    template = docx.Document(io.BytesIO(a_template()))
    template.sections[0].page_width = Mm(120)
    written = io.BytesIO()
    template.save(written)
    document = opened(document_docx(make_cover(), blocks, template=written.getvalue()))
    section = document.sections[0]
    room = (section.page_width - section.left_margin - section.right_margin) / Pt(1) * 20
    for table in document.tables:
        assert sum(int(c.get(qn("w:w"))) for c in table._tbl.tblGrid) <= room + 3
    assert all(shape.width <= room / 20 * Pt(1) + 1 for shape in document.inline_shapes)


@pytest.mark.parametrize("millimetres", [90, 64, 40])
def test_a_template_too_narrow_for_a_table_is_refused_with_the_width_that_is_needed(
    millimetres, make_cover, make_table
):
    """Margins of a new document are 1.25 inches: 26, 0 and less than no millimetres are left.

    In type of 5 points 3 Chinese characters are 3 ems wide and 20 figures 12; with a third of an em and
    6 points for each column that is 5 x (3.33 + 12.33 + 12.33) + 18 = 158 points.
    """
    template = opened(a_template())
    template.sections[0].page_width = Mm(millimetres)
    table = make_table((("海淀区", "12345678901234567890", "12345678901234567890"),), marked=frozenset())
    with pytest.raises(InputRejected, match=r"lines are (26|0) mm long; the widest table needs 56 mm"):
        document_docx(make_cover(), [table], template=saved(template))


def test_a_template_as_wide_as_our_paper_is_never_too_narrow(make_cover, make_table):
    template = opened(a_template())
    section = template.sections[0]
    section.page_width, section.left_margin, section.right_margin = Mm(210), Mm(28), Mm(26)
    table = make_table((("海淀区", "1" * 200, "2" * 200),), marked=frozenset())
    document_docx(make_cover(), [table], template=saved(template))


def test_a_template_filled_twice_gives_the_same_bytes(make_cover, blocks):
    template = a_template(("{{正文}}", "Normal"))
    first = document_docx(make_cover(), blocks, template=template)
    assert document_docx(make_cover(), blocks, template=template) == first


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b"no zip at all", "save it as .docx"),
        (a_template(("{{正文}}", "Normal"), ("{{content}}", "Normal")), "2 times"),
    ],
)
def test_a_template_that_cannot_be_filled_is_refused_with_what_to_do(data, message, tmp_path):
    path = tmp_path / "office.docx"
    path.write_bytes(data)
    with pytest.raises(InputRejected, match=message):
        require_template(path)


def test_a_workbook_is_no_template(tmp_path):
    import openpyxl

    path = tmp_path / "office.docx"
    openpyxl.Workbook().save(path)
    with pytest.raises(InputRejected, match="no Word document"):
        require_template(path)


# --- as another program shows it ----------------------------------------------------------------------


def converted(data: bytes, folder) -> pypdf.PdfReader:
    """The document as LibreOffice prints it."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("needs LibreOffice (soffice), which is not installed")
    (folder / "document.docx").write_bytes(data)
    home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
    command = [program, home, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    done = subprocess.run(
        [*command, str(folder / "document.docx")], capture_output=True, text=True, timeout=180
    )
    if not (folder / "document.pdf").exists() and not _writer_is_there(command, folder):
        pytest.skip("needs LibreOffice Writer: the soffice here opens no text document")
    assert (folder / "document.pdf").exists(), done.stderr
    return pypdf.PdfReader(folder / "document.pdf")


def _writer_is_there(command, folder) -> bool:
    docx.Document().save(folder / "empty.docx")
    subprocess.run([*command, str(folder / "empty.docx")], capture_output=True, timeout=180)
    return (folder / "empty.pdf").exists()


def test_libreoffice_prints_22_lines_of_28_characters_and_every_heading(make_cover, blocks, tmp_path):
    characters = 28 * 22 * 3
    reader = converted(document_docx(make_cover(), [Prose("安" * characters), *blocks]), tmp_path)
    lines = reader.pages[1].extract_text().split("\n")
    assert [len(line) for line in lines if set(line.strip()) == {"安"}] == [28] * 22
    text = "".join(page.extract_text() for page in reader.pages).replace(" ", "").replace("\n", "")
    for heading in ("一、要点", "二、占比", "（一）按季", "1.一季度", "表1　占全市比重", "图2　季度走势"):
        assert heading.replace("　", "") in text.replace("　", "")
