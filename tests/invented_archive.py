"""An invented archive, in memory: what `zongjie label` would leave, for pages and pictures."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from zongjie.labels import SHIPPED, LabelSet
from zongjie.pages.archived import Archive
from zongjie.pages.view import View, view_of_rows
from zongjie.report import UNCERTAIN_BELOW
from zongjie.text import split_spans

PLACES = (
    "云溪镇",
    "青山镇",
    "柳林街道",
    "河湾乡",
    "石桥镇",
    "东岭街道",
    "南浦镇",
    "白塔乡",
    "沙洲镇",
    "梅岭街道",
)
TOPICS = (
    "农村人居环境整治", "基层党建", "安全生产", "垃圾分类", "乡村振兴", "综治维稳", "河长制",
    "森林防火", "优化营商环境", "信访", "养老服务", "公共文化服务",
)  # fmt: skip
SAYINGS = {
    "measure": (
        "召开工作推进会{n}次，把任务分解到岗、落实到人。",
        "组织网格员入户走访，逐户登记造册，做到底数清、情况明。",
        "建立周检查、月通报制度，对{n}个点位挂账督办。",
        "聘请专业机构开展培训，覆盖干部群众{n}余人次。",
    ),
    "achievement": (
        "全年办结群众诉求{n}件，满意率达到9{k}.{k}%。",
        "新建便民服务点{n}处，平均办理时限由{k}天缩短到1天。",
        "累计完成投资{n}万元，连续{k}年实现零事故。",
    ),
    "problem": (
        "部分村组长效管护跟不上，整治后有所反弹。",
        "专业人员缺口仍有{k}名，业务能力参差不齐。",
    ),
    "plan": (
        "继续推进{k}个重点项目，力争6月底前全面完工。",
        "完善考核办法，把结果与年度评优挂钩。",
    ),
    "other": ("现将有关情况汇报如下。",),
}
HEADINGS = ("一、主要做法", "二、取得的成效", "三、存在的问题", "四、下一步打算")
REASONS = (
    ("encrypted", "有密码，打不开；去掉密码后再试"),
    ("scanned", "各页都是图片，没有文字层；先做文字识别"),
    ("broken", "文件残缺：末尾少了目录"),
    ("timeout", "60 秒内没有读完"),
)


def invented_archive(n_reports: int, seed: int = 0, labels: LabelSet = SHIPPED) -> Archive:
    """An archive of reports of towns, 2012 to 2024: each tenth is a duplicate, errors beside."""

    def views() -> Iterator[View]:
        for row in reports:
            if row["duplicate_of"] is None:
                yield _view(row, labels)

    reports = [
        _report(number, random.Random(f"{seed} {number}"), labels) for number in range(n_reports)
    ]
    errors = [_error(number) for number in range(n_reports // 20)]
    files = [{"status": "labelled"}] * n_reports + [{"status": "failed"}] * len(errors)
    return Archive(labels, UNCERTAIN_BELOW, views, lambda: reports, lambda: files, lambda: errors)


def _report(number: int, rng: random.Random, labels: LabelSet) -> dict[str, Any]:
    place, topic = rng.choice(PLACES), rng.choice(TOPICS)
    year = None if rng.random() < 0.04 else min(2024, 2012 + int(13 * rng.random() ** 0.7))
    copied = number > 9 and number % 10 == 9
    row: dict[str, Any] = {
        "report": f"{number:016x}"[::-1],
        "archive": "乡镇报告.zip",
        "file": f"{place}/{year or '年份不详'}/{topic}总结{number}.docx",
        "record": None,
        "title": f"{place}{f'{year}年' if year else ''}{topic}工作总结",
        "start": 0,
        "year": year,
        "unit": place,
        "duplicate_of": f"{number - 9:016x}"[::-1] if copied else None,
        "similarity": 0.97 if copied else None,
    }
    sentences = _sentences(row, labels)[1]
    row["n_sentences"] = len(sentences)
    scores = [sentence["score"] for sentence in sentences]
    row["mean_score"] = None if copied else sum(scores) / len(scores)
    for name in labels.names:
        share = sum(sentence["label"] == name for sentence in sentences) / len(sentences)
        row[f"share_{name}"] = None if copied else share
    return row


def _sentences(row: dict[str, Any], labels: LabelSet) -> tuple[str, list[dict[str, Any]]]:
    rng = random.Random(row["report"])
    grown = ((row["year"] or 2018) - 2012) / 12
    weights = (5 - 1.5 * grown, 3 + 2 * grown, 1 + grown, 2)
    roles = [name for name in labels.names if name != labels.other]
    said = list(SAYINGS)[:-1]
    lines, given = [row["title"], "　　" + SAYINGS["other"][0]], [labels.other, labels.other]
    for index, heading in enumerate(HEADINGS):
        lines.append(heading)
        given.append(roles[index % len(roles)])
        picked = [
            rng.choice(SAYINGS[said[index]]).format(n=rng.randint(12, 640), k=rng.randint(2, 9))
            for _ in range(max(1, round(rng.gauss(weights[index], 1.2))))
        ]
        lines.append("　　" + "".join(picked))
        given += [roles[index % len(roles)]] * len(picked)
    text = "\n".join([*lines, f"{row['unit']}人民政府", f"{row['year'] or 2020}年12月20日"])
    spans = split_spans(text)
    given += [labels.other] * (len(spans) - len(given))
    sure = rng.betavariate(14, 1.2)
    rows = []
    for span, label in zip(spans, given, strict=True):
        score = min(0.999, max(0.34, rng.gauss(sure, 0.09)))
        following = rng.choice([name for name in labels.names if name != label])
        rows.append(
            {
                "start": span.start, "end": span.end, "label": label, "score": score,
                "next_label": following, "next_score": (1 - score) * 0.8, "heading": span.heading,
            }
        )  # fmt: skip
    return text, rows


def _view(row: dict[str, Any], labels: LabelSet) -> View:
    text, sentences = _sentences(row, labels)
    sections: list[dict[str, Any]] = []
    for number, sentence in enumerate(sentences):
        if not sections or sections[-1]["label"] != sentence["label"]:
            opening = text[sentence["start"] : sentence["end"]] if sentence["heading"] else None
            sections.append(
                {"label": sentence["label"], "score": 0.9, "heading": opening, "first": number}
            )
    ends = [section["first"] for section in sections[1:]] + [len(sentences)]
    for section, end in zip(sections, ends, strict=True):
        section["n_sentences"] = end - section["first"]
    return view_of_rows(row, text, sentences, sections, labels)


def _error(number: int) -> dict[str, Any]:
    reason, message = REASONS[number * 7 % 5 % len(REASONS)]
    place, topic = PLACES[number % len(PLACES)], TOPICS[number % len(TOPICS)]
    name = f"{place}/扫描件/{topic}{number}.pdf"
    return {"archive": "乡镇报告.zip", "file": name, "reason": reason, "message": message}
