"""Masking. The identity numbers are constructed from the rule of the check digit; they are nobody's."""

import pytest

from safetystats.rules.personal import mask_name, mask_within, masker


def check_digit(first17: str) -> str:
    """ISO 7064 mod 11-2, the weights as published in GB 11643."""
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    return "10X98765432"[sum(int(d) * w for d, w in zip(first17, weights)) % 11]


@pytest.fixture(scope="module")
def identity_number() -> str:
    first17 = "11010919900101001"
    return first17 + check_digit(first17)


def test_an_identity_number_is_masked_inside_a_sentence(identity_number):
    reading = mask_within(f"伤者身份证{identity_number}，已送医")
    assert reading.value == f"伤者身份证110109********{identity_number[-4:]}，已送医"
    assert reading.rule == "identity_number_masked"


def test_a_number_with_a_wrong_check_digit_is_masked_and_doubted(identity_number):
    wrong = identity_number[:-1] + ("1" if identity_number[-1] != "1" else "2")
    reading = mask_within(wrong)
    assert wrong not in reading.value
    assert reading.rule == "identity_number_doubtful"


@pytest.mark.parametrize("text", ["13800000000", "138-0000-0000", "138 0000 0000"])
def test_a_mobile_number_is_masked(text):
    assert mask_within(f"联系{text}。").value == "联系138****0000。"


@pytest.mark.parametrize(
    "text", ["91110109MA01234567", "2020082400001", "110109001001", "文号京应急〔2020〕12345678901号x"[:12]]
)
def test_numbers_of_office_are_left_alone(text):
    assert mask_within(text) == (text, "", "corrected")


def test_a_masked_text_stays_as_it_is():
    for text in ("张三", "联系13800000000"):
        for mask in (mask_name, mask_within):
            once = mask(text).value
            assert mask(once) == (once, "", "corrected")


@pytest.mark.parametrize(
    ("header", "text", "masked"),
    [
        ("联系人", "张三", "张*"),
        ("死者姓名", "李某某、王某", "李**、王*"),
        ("联系电话", "01012345678", "01*********"),
        ("检查人数", "12", "12"),
        ("备注", "一切正常", "一切正常"),
    ],
)
def test_the_header_says_which_columns_are_personal(header, text, masked):
    assert masker(header)(text).value == masked


def test_eleven_digits_in_a_column_of_numbers_are_no_telephone():
    assert masker("事故编号", "key")("13820200001").value == "13820200001"


@pytest.mark.parametrize("text", ["１３８００００００００", "138\u200b0000\u200b0000", "13800000000\ufeff"])
def test_a_number_is_found_behind_full_width_and_invisible_signs(text):
    assert mask_within(text).value == "138****0000"
