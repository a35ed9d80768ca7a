"""A PDF says what the page says, brings its fonts along, is tagged, and nothing in it is markup."""

import io
import os
import re
from itertools import chain

import pypdf
import pytest
from pypdf.generic import ArrayObject, DictionaryObject
from typst import TypstError

from safetystats.briefings import characters_of
from safetystats.documents import pdf
from safetystats.documents.content import Chart, Heading, Prose, Statements
from safetystats.documents.pdf import document_pdf
from safetystats.fonts import has_glyph
from safetystats.workers import CAN_FORK, run_each


def opened(data: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(data))


def text_of(data: bytes) -> str:
    """The text of all pages without their numbers, and the blanks and line breaks that setting puts in."""
    pages = (without_blanks(page.extract_text()) for page in opened(data).pages)
    return "".join(
        re.sub(rf"^—{number}—|—{number}—$", "", text) for number, text in enumerate(pages, start=1)
    )


def without_blanks(text: str) -> str:
    return re.sub(r"\s", "", text)


def elements_of(reader: pypdf.PdfReader) -> list[DictionaryObject]:
    """The tags of a document, from its root down."""
    found, waiting = [], [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        element = waiting.pop().get_object()
        if isinstance(element, ArrayObject):
            waiting += element
        elif isinstance(element, DictionaryObject):
            found.append(element)
            if "/K" in element:
                waiting.append(element["/K"])
    return found


@pytest.fixture(scope="module")
def chinese(make_cover, blocks):
    return document_pdf(make_cover(), blocks)


def test_every_row_of_every_table_is_that_of_the_page(briefings, rows_of_page):
    for cover, content in briefings.values():
        text = text_of(document_pdf(cover, content))
        rows = list(chain.from_iterable(rows_of_page(cover, content)))
        missing = [row for row in rows if without_blanks("".join(row)) not in text]
        assert len(rows) > 20
        assert missing == []


def test_every_sentence_and_note_of_the_page_is_there(briefings):
    for cover, content in briefings.values():
        text = text_of(document_pdf(cover, content))
        for block in content:
            if isinstance(block, Statements):
                assert [s for s in block.sentences if without_blanks(s) not in text] == []
            if isinstance(block, Heading):
                assert without_blanks(block.text) in text


def test_headings_and_captions_are_counted(chinese, make_cover, blocks):
    text = text_of(chinese)
    for told in (
        "一、要点",
        "二、占比",
        "（一）按季",
        "1.一季度",
        "表1占全市比重",
        "图1各区占比",
        "图2季度走势",
    ):
        assert told in text
    english = text_of(document_pdf(make_cover("en"), blocks))
    for told in ("1要点", "2占比", "2.1按季", "2.1.1一季度", "Table1.占全市比重", "Figure2.季度走势"):
        assert told in english


def test_a_page_has_22_lines_of_28_characters(make_cover):
    reader = opened(document_pdf(make_cover(), [Prose("安" * 28 * 22 * 3)]))
    lines = reader.pages[1].extract_text().split("\n")
    assert [len(line) for line in lines if set(line.strip()) == {"安"}] == [28] * 22
    assert round(float(reader.pages[0].mediabox.width) / 72 * 25.4) == 210


def test_every_font_is_inside(chinese):
    fonts = [
        font.get_object()
        for page in opened(chinese).pages
        for font in page["/Resources"].get("/Font", {}).values()
    ]
    assert fonts
    for font in fonts:
        inner = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert "/FontFile3" in inner


def test_pictures_and_headers_are_tagged_for_those_who_listen(chinese):
    reader = opened(chinese)
    elements = elements_of(reader)
    alt = [e["/Alt"] for e in elements if "/Alt" in e]
    assert {"朝阳区占比10.4%，为最高", "一季度1起"} <= set(alt)
    kinds = [e.get("/S") for e in elements]
    assert kinds.count("/Table") == 2
    assert "/TH" in kinds
    assert {"/H1", "/H2", "/H3"} <= set(kinds)
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"


def test_the_file_tells_its_title_and_day_and_has_bookmarks(chinese):
    reader = opened(chinese)
    assert reader.metadata.title == "门头沟区简报"
    assert f"{reader.metadata.creation_date:%Y-%m-%d}" == "2020-08-24"
    assert [without_blanks(o.title) for o in reader.outline if not isinstance(o, list)] == [
        "一、要点",
        "二、占比",
    ]


def test_the_same_content_gives_the_same_bytes(chinese, make_cover, blocks):
    assert document_pdf(make_cover(), blocks) == chinese


def test_a_long_table_goes_over_pages_with_its_header_and_loses_no_row(make_cover, make_table):
    rows = tuple((f"第{n}街道", str(1000 + n), "1.0%") for n in range(120))
    reader = opened(document_pdf(make_cover(), [make_table(rows)]))
    texts = [page.extract_text() for page in reader.pages]
    assert len(texts) > 2
    assert all("事故（起）" in without_blanks(text) for text in texts[:-1])
    assert all(str(1000 + n) in "".join(texts) for n in range(120))


@pytest.mark.parametrize("lines", range(12, 20))
def test_no_caption_is_left_behind_at_the_foot_of_a_page(lines, make_cover, make_table):
    rows = tuple((f"第{n}街道", str(1000 + n), "1.0%") for n in range(60))
    made = document_pdf(make_cover(), [*[Prose("安" * 26)] * lines, make_table(rows)])
    (page,) = [text for p in opened(made).pages if "表1" in (text := without_blanks(p.extract_text()))]
    assert all(f"第{n}街道{1000 + n}" in page for n in range(4))


def test_a_table_of_long_texts_is_not_cut_off(make_cover, make_table):
    rows = tuple((f"头{n}" + "长" * 900 + f"尾{n}", "1", "1.0%") for n in range(4))
    text = text_of(document_pdf(make_cover(), [make_table(rows)]))
    assert [n for n in range(4) if f"头{n}" not in text or f"尾{n}" not in text] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_hostile_text_stays_text(hostile, language, make_cover, make_table, picture):
    text, shown = hostile
    cover = make_cover(language, title=text, subtitle=text, footer=text, notice=text)
    blocks = [
        Heading(2, text),
        Statements((text,), listed=True),
        Prose(f"```\n{text}\n```"),
        make_table(((text, text, "1"),), title=text, notes=(text,), marked=frozenset()),
        Chart(picture, text, text),
    ]
    made = document_pdf(cover, blocks)
    # title, subtitle, notice, heading, sentence, code, two captions, two cells, notes, footer
    assert text_of(made).count(without_blanks(shown)) == 12
    assert opened(made).metadata.title == shown


def test_a_sign_that_no_font_has_is_named_by_its_number(make_cover):
    text = text_of(document_pdf(make_cover(), [Prose("企业\U0002a6d6\u202ex")]))
    assert "企业U+2A6D6U+202Ex" in text


def test_a_sign_that_slips_through_is_an_error_and_no_empty_box(make_cover, monkeypatch):
    monkeypatch.setattr(pdf, "has_glyph", lambda sign: True)
    with pytest.raises(TypstError, match="could not be displayed"):
        document_pdf(make_cover(), [Prose("企业\U0002a6d6")])


def test_the_fonts_have_every_sign_that_a_briefing_prints(example_ledgers):
    signs = {sign for sign in characters_of(example_ledgers) if not sign.isspace()}
    assert sorted(sign for sign in signs if not has_glyph(sign)) == []


@pytest.mark.skipif(not CAN_FORK, reason="this system cannot fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_process_forked_after_a_pdf_was_made_can_make_one_too(chinese, make_cover, blocks):
    assert os.getpid() in pdf._compiling

    def size(item: int) -> int:
        return len(document_pdf(make_cover(), blocks))

    (result,) = run_each(size, [1], jobs=1, timeout=60)
    assert (result.error, result.value) == ("", len(chinese))
