"""Labels invented texts, as a process: `python -m zongjie_train.benching.long_text BUNDLE N...`.

For each N a text of N characters. Prints one line of JSON: the most memory that the process held,
and seconds of processor time a sentence for each text.
"""

from __future__ import annotations

import json
import random
import sys
import time
from pathlib import Path

from zongjie.classifier import Classifier

PLACES = ("东河村", "西桥街道", "南坪镇", "北山社区", "开发区", "老城片区", "湖滨新区", "各行政村")
DONE = ("新建", "整治", "走访", "培训", "清运", "改造", "受理", "办结", "巡查", "排查")
THINGS = ("公厕{}座", "道路{}公里", "农户{}户", "干部{}人次", "垃圾{}吨", "管网{}米", "信访{}件")
RESULTS = ("群众满意度达到{}%", "办结率达到{}%", "覆盖面扩大到{}%", "同比增长{}%", "比上年下降{}%")
HEADINGS = ("主要做法", "取得成效", "存在问题", "下一步打算")
NUMBERS = "一二三四五六七八九十"


def make_text(characters: int, seed: int = 0) -> str:
    """Reports in a row, of some 60 sentences each, hardly one of them twice."""
    drawn = random.Random(seed)
    lines, n = [], 0
    while n < characters:
        lines.append(f"{drawn.choice(PLACES)}{drawn.randint(1990, 2030)}年工作总结")
        for i, heading in enumerate(HEADINGS):
            lines.append(f"{NUMBERS[i]}、{heading}")
            for _ in range(drawn.randint(2, 5)):
                sentences = [make_sentence(drawn) for _ in range(drawn.randint(2, 6))]
                lines.append("".join(sentences))
                n += len(lines[-1])
    return "\n".join(lines)[:characters]


def make_sentence(drawn: random.Random) -> str:
    """A sentence of two to four clauses."""
    clauses = [
        f"{drawn.choice(PLACES)}{drawn.choice(DONE)}"
        + drawn.choice(THINGS).format(drawn.randint(2, 9999))
        for _ in range(drawn.randint(1, 3))
    ]
    clauses.append(drawn.choice(RESULTS).format(drawn.randint(100, 9999) / 100))
    return "，".join(clauses) + "。"


def peak_megabytes() -> float:
    """The most memory that this process held, 10^6 bytes; nan where the system doesn't tell."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return float("nan")
    lines = status.read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("VmHWM"))


def main(arguments: list[str]) -> None:
    classifier = Classifier(arguments[0])
    classifier.classify(make_text(2000))
    seconds = []
    for characters in map(int, arguments[1:]):
        text = make_text(characters, seed=1)
        began = time.process_time()
        report = classifier.classify(text)
        seconds.append((time.process_time() - began) / len(report.sentences))
    print(json.dumps({"megabytes": peak_megabytes(), "seconds_per_sentence": seconds}))


if __name__ == "__main__":
    main(sys.argv[1:])
