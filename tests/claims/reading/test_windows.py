"""The window of each figure. Every expected value is read by hand."""

import pytest

from safetystats.claims import extract

YEAR = "2023-01-01/2023-12-31"


def periods(text: str) -> list[str | None]:
    return extract(text)["period"].tolist()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        # a text that names a window is about it
        ("某市2023年5月通报\n今年以来发生9起。", ["2023-01-01/2023-05-31"]),
        ("某市2023年5月通报\n今年累计发生9起。", ["2023-01-01/2023-05-31"]),
        ("某市2023年5月通报\n本月发生2起。", ["2023-05-01/2023-05-31"]),
        ("某市2023年6月通报\n本季度发生2起。", ["2023-04-01/2023-06-30"]),
        ("某市2023年通报\n1-9月发生9起。\n检查企业3家。", ["2023-01-01/2023-09-30"] * 2),
        ("某市2023年“半年报”\n全市发生事故9起。", ["2023-01-01/2023-06-30"]),
        ("某市一周要情（2023年第18期，5月1日—5月7日）\n本周发生2起。", ["2023-05-01/2023-05-07"]),
        ("某市通报\n截至2023年6月底，整改9处。", ["2023-01-01/2023-06-30"]),
        ("某市通报\n截至2023年三季度末，检查9家。", ["2023-01-01/2023-09-30"]),
        ("某市2023年1月通报\n元至7月发生9起。", ["2023-01-01/2023-07-31"]),
        # the window that a sentence begins with holds on
        (
            "2023年通报\n1-5月发生9起，其中5月2起。死亡3人。",
            ["2023-01-01/2023-05-31", "2023-05-01/2023-05-31", "2023-01-01/2023-05-31"],
        ),
        (
            "2023年5月10日，市安委办通报：1-4月发生9起；死亡3人。",
            ["2023-01-01/2023-04-30", "2023-01-01/2023-04-30"],
        ),
        ("2023年1-5月发生9起，已超去年全年。死亡3人。", ["2023-01-01/2023-05-31"] * 2),
        # a plan is for the whole year, what is done of it by now is not
        (
            "某市2023年上半年通报\n今年计划治理9处，已完成7处。",
            [YEAR, "2023-01-01/2023-06-30"],
        ),
        # what there is on a day has no window behind it
        ("某市2023年通报\n截至6月30日，机动车保有量9万辆。", ["2023-06-30/2023-06-30"]),
        # named days that no calendar here knows
        ("某市2023年通报\n春节期间，检查企业9家。", ["春节期间"]),
        ("某市2023年通报\n入冬以来，检查企业9家。", ["入冬以来"]),
        ("某市通报\n2023年8月专项整治开展以来，检查企业9家。\n2023年11月5日", ["2023-08-01/2023-11-05"]),
        # days of an action
        (
            "2023年5月20日至8月27日，某县开展“百日行动”。\n行动期间，检查企业9家。",
            ["2023-05-20/2023-08-27"],
        ),
        # without a year the words remain, as they are printed
        ("今年1至10月发生9起。", ["今年1至10月"]),
        ("今年１－１０月发生9起。", ["今年1-10月"]),
    ],
)
def test_a_window_is_resolved_against_the_text(text, told):
    assert periods(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("自即日起，要在60个工作日内完成整改。\n2023年11月4日", ["自2023-11-04"]),
        ("自收到本意见之日起15个工作日内报送方案，60日内完成整改。", ["自收到本意见之日起"] * 2),
        ("存在以下五个方面的问题：", [None]),
        ("2023年某区抽查，灭火器送检规定不超过1/4。", [None]),
        ("2023年，3家企业不符合关于不少于5人的规定。", [YEAR, None]),
        ("2023年查处9起，最高奖励5万元。", [YEAR, None]),
    ],
)
def test_a_rule_has_no_window_and_a_deadline_a_day_to_count_from(text, told):
    assert periods(text) == told


@pytest.mark.parametrize(
    "signature",
    [
        "2023年6月5日",
        "二〇二三年六月五日",
        "二○二三年六月五日",
        "（发布时间：2023-06-05）",
        "某市应急管理局 2023年6月5日",
    ],
)
def test_a_text_is_dated_however_its_date_is_written(signature):
    assert periods(f"情况通报\n今年以来，全市发生事故9起。\n{signature}") == ["2023-01-01/2023-06-05"]
