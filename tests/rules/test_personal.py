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
    ("text", "masked", "rule"),
    [
        ("电话+8613911112222。", "电话+86139****2222。", "mobile_masked"),
        ("86-13911112222", "86-139****2222", "mobile_masked"),
        ("1391111 2222", "139****2222", "mobile_masked"),
        ("13911112222年初停机", "139****2222年初停机", "mobile_masked"),
        ("139-11112222", "139****2222", "mobile_masked"),
        ("伤者110108 19850312 1233", "伤者110108********1233", "identity_number_doubtful"),
        ("伤者110108850312123", "伤者110108******123", "identity_number_doubtful"),
        ("联系电话：010-12345678", "联系电话：010-********", "contact_masked"),
        ("请联系(0311)1234567转", "请联系(0311)********转", "contact_masked"),
        ("电话１２３４５６７８", "电话********", "contact_masked"),
        ("邮箱zhang.san@example.org.cn，已发", "邮箱z***@example.org.cn，已发", "contact_masked"),
        ("QQ:12345678", "QQ:1****", "contact_masked"),
        ("微信号zhang_san88加", "微信号z****加", "contact_masked"),
    ],
)
def test_persons_are_found_as_offices_write_their_numbers(text, masked, rule):
    assert mask_within(text)[:2] == (masked, rule)
    assert mask_within(masked) == (masked, "", "corrected")


@pytest.mark.parametrize(
    "text",
    [
        "110109-20200824-0001",  # area, day, running number
        "110109200101001",  # the same without dashes
        "110108851312123",  # there is no thirteenth month
        "投入1500000 2020年12月完工",
        "罚款12345678元",
        "QQ飞车场地",
        "京应急〔2020〕12345678号",
    ],
)
def test_other_long_numbers_are_left_alone(text):
    assert mask_within(text) == (text, "", "corrected")


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
        ("聯繫電話", "01012345678", "01*********"),
        ("傷者", "李某某", "李**"),
        ("检查人数", "12", "12"),
        ("当事人", "张三", "张*"),
        ("伤亡人员", "李某某", "李**"),
        ("伤亡人员", "12人", "12人"),
        ("伤亡人员情况", "死亡1人", "死亡1人"),
        ("家属", "王某", "王*"),
        ("法人", "赵某", "赵*"),
        ("法人代码", "MADE", "MADE"),
        ("法人单位", "甲公司", "甲公司"),
        ("驾驶员", "孙某", "孙*"),
        ("驾驶员人数", "12", "12"),
        ("邮箱", "a@example.org", "a@***********"),
        ("QQ号", "12345678", "12******"),
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
