"""A report whose labels and scores are given, not found: pages are tested without a model."""

from __future__ import annotations

import numpy as np

from zongjie.labels import SHIPPED, LabelSet
from zongjie.report import Report, build_report
from zongjie.text import report_starts, simplify, split_spans

TEXT = """云溪镇2024年工作总结
　　现将有关情况汇报如下。

一、主要做法
　　召开推进会12场。网格员入户走访。

二、取得的成效
　　办结诉求300件，满意率达95%。
三、存在的问题
经费不足。
四、下一步打算
继续推进重点项目。
云溪镇人民政府
2024年12月20日"""
LABELS = (4, 4, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4)


def make_report(
    text: str = TEXT,
    given: tuple[int, ...] = LABELS,
    labels: LabelSet = SHIPPED,
    uncertain: tuple[int, ...] = (4,),
) -> Report:
    """A report of sentences labelled in turn as given: 0.9, uncertain ones 0.5 and the next 0.4."""
    read = simplify(text)
    spans = split_spans(read)
    n = len(labels)
    roles = np.full((len(spans), n), 0.02)
    chosen = [given[i % len(given)] % n for i in range(len(spans))]
    for i, label in enumerate(chosen):
        following = (label + 1) % n
        roles[i, following] = 0.4 if i in uncertain else 0.05
        roles[i, label] = 0.5 if i in uncertain else 0.9
    starts = report_starts(read, spans)
    return build_report(text, spans, labels, roles, roles, np.array(chosen, np.int64), starts)
