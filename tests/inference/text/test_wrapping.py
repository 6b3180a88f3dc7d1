"""Lines broken at a fixed width are read as the paragraphs that they were."""

from __future__ import annotations

import pytest

from zongjie.text import split_spans

PARAGRAPHS = [
    "某镇2023年安全生产工作总结",
    "一、主要做法",
    "今年以来，镇政府召开安全生产会议十二次，与辖区企业签订责任书八十六份，组织开展拉网式排查，"
    "共检查企业二百余家次，发现隐患三百一十二处，下达整改通知书四十五份，逐一建立台账并限期销号；"
    "利用村村响广播、宣传车和微信群反复宣传安全知识，发放明白纸六千余份，举办培训班八期。",
    "（一）健全制度。修订完善值班值守、隐患排查、应急处置等制度十五项，将安全生产纳入村级年度考核，"
    "实行一票否决，层层传导压力，推动责任落实到岗到人，并聘请专家对重点企业进行会诊把脉，"
    "帮助企业查找短板弱项。",
    "二、存在的问题",
    "部分小微企业主体责任落实不到位，从业人员安全意识淡薄，基层监管力量不足，信息化手段应用不够，"
    "个别村对农村自建房、沿街商铺的排查流于形式，隐患整改质量不高，反弹回潮现象时有发生。",
]


def wrap(text: str, width: int) -> str:
    return "\n".join(
        line[i : i + width] for line in text.split("\n") for i in range(0, len(line), width)
    )


@pytest.mark.parametrize("width", [24, 30, 38])
def test_a_wrapped_text_has_the_sentences_of_the_whole_one(width: int):
    whole = "\n".join(PARAGRAPHS)
    wrapped = wrap(whole, width)
    found = [wrapped[s.start : s.end].replace("\n", "") for s in split_spans(wrapped)]
    assert found == [whole[s.start : s.end] for s in split_spans(whole)]
    assert [s.heading for s in split_spans(wrapped)] == [s.heading for s in split_spans(whole)]


def test_lines_of_their_own_lengths_stay_lines():
    lines = ["修路三公里", "植树二百棵", "清淤五处", "培训六场", "慰问老人十二户", "评选先进八名"]
    assert len(split_spans("\n".join(lines))) == len(lines)


def test_full_lines_that_end_a_sentence_stay_lines():
    line = "全镇新建改建农村公路共计十二公里并通过验收。"
    assert len(split_spans("\n".join([line] * 8))) == 8
