"""The shipped rules, on a small report invented for this test."""

from pathlib import Path

import numpy as np
import pytest

from zongjie.labels import SHIPPED
from zongjie.text.spans import split_spans
from zongjie_train.rules.page import Page
from zongjie_train.rules.rulebook import Rulebook, load_rulebook
from zongjie_train.rules.votes import cast_votes, tally

RULES = Path(__file__).parents[3] / "configs/rules/work_report.yaml"

REPORT = """青石镇2023年河道整治工作总结
青石镇位于县城东部，辖9个村，有河道12条。
现将一年来的工作总结如下：
一、加强领导，明确责任
成立了由镇长任组长的领导小组，召开动员会3次，与各村签订责任书9份。
通过集中整治，河道面貌明显改善。
二、取得的成效
清运淤泥3000吨，水质达标率由70%提高到95%，被评为全县先进集体。
三、存在的问题
保洁人员不足，个别村民仍往河里倒垃圾。
四、下一步打算
加强巡查力度。
建立长效机制，力争明年6月底前完成剩余2条河道的整治。
青石镇人民政府
2023年12月20日
"""

ROLES = {
    "青石镇2023年河道整治工作总结": "other",
    "青石镇位于县城东部，辖9个村，有河道12条。": "other",
    "加强领导，明确责任": "measure",
    "成立了由镇长任组长的领导小组，召开动员会3次，与各村签订责任书9份。": "measure",
    "通过集中整治，河道面貌明显改善。": "achievement",
    "清运淤泥3000吨，水质达标率由70%提高到95%，被评为全县先进集体。": "achievement",
    "存在的问题": "problem",
    "保洁人员不足，个别村民仍往河里倒垃圾。": "problem",
    "下一步打算": "plan",
    "加强巡查力度。": "plan",
    "建立长效机制，力争明年6月底前完成剩余2条河道的整治。": "plan",
    "青石镇人民政府": "other",
    "2023年12月20日": "other",
}
SECTIONS = {
    "成立了由镇长任组长的领导小组，召开动员会3次，与各村签订责任书9份。": "measure",
    "通过集中整治，河道面貌明显改善。": "measure",
    "清运淤泥3000吨，水质达标率由70%提高到95%，被评为全县先进集体。": "achievement",
    "保洁人员不足，个别村民仍往河里倒垃圾。": "problem",
    "加强巡查力度。": "plan",
    "2023年12月20日": "other",
}


@pytest.fixture(scope="module")
def shipped() -> Rulebook:
    return load_rulebook(RULES)


def vote(rulebook: Rulebook, text: str, target: str) -> dict[str, str]:
    spans = split_spans(text)
    votes = cast_votes(rulebook, text, spans).of(target)
    answers = tally(rulebook.of(target), votes, len(rulebook.labels)).argmax(axis=1)
    names = rulebook.labels.names
    return {s: names[a] for s, a in zip(Page(text, spans).whole, answers, strict=True)}


def test_labels_are_those_of_the_package(shipped: Rulebook):
    assert shipped.labels == SHIPPED


@pytest.mark.parametrize("sentence", ROLES)
def test_roles_of_an_invented_report(shipped: Rulebook, sentence: str):
    assert vote(shipped, REPORT, "role")[sentence] == ROLES[sentence]


@pytest.mark.parametrize("sentence", SECTIONS)
def test_sections_of_an_invented_report(shipped: Rulebook, sentence: str):
    assert vote(shipped, REPORT, "section")[sentence] == SECTIONS[sentence]


def test_the_same_words_are_a_measure_in_the_review_and_a_plan_in_the_tasks(shipped: Rulebook):
    review = "某镇总结\n一、主要做法\n加强网格化管理。\n"
    tasks = "某镇总结\n一、下一步打算\n加强网格化管理。\n"
    assert vote(shipped, review, "role")["加强网格化管理。"] == "measure"
    assert vote(shipped, tasks, "role")["加强网格化管理。"] == "plan"


def test_every_sentence_gets_votes_for_both_heads(shipped: Rulebook):
    spans = split_spans(REPORT)
    votes = cast_votes(shipped, REPORT, spans)
    for target in ("role", "section"):
        assert (tally(shipped.of(target), votes.of(target), 5).sum(axis=1) > 0).all()


@pytest.mark.shared
def test_vote_on_real_local_reports_of_the_train_split(shipped: Rulebook):
    import json

    path = Path(__file__).parents[4] / "shared/gold/collections.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    row = next(row for row in rows if row["id"] == "collection-16")
    gold = {(u["start"], u["end"]): u for u in row["units"]}
    spans = split_spans(row["text"])
    votes = cast_votes(shipped, row["text"], spans)
    for target, least in (("role", 0.8), ("section", 0.8)):
        answers = tally(shipped.of(target), votes.of(target), 5).argmax(axis=1)
        pairs = [
            (SHIPPED.index(gold[span.start, span.end][target]), int(answer))
            for span, answer in zip(spans, answers, strict=True)
            if (span.start, span.end) in gold
        ]
        truth, answer = np.array(pairs).T
        f1s = [
            2 * ((truth == k) & (answer == k)).sum() / ((truth == k).sum() + (answer == k).sum())
            for k in range(5)
        ]
        assert np.mean(f1s) > least
