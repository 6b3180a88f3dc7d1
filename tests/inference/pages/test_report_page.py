from __future__ import annotations

import dataclasses
import json
import re

import pytest
from invented_report import TEXT, make_report

from zongjie.labels import LabelSet
from zongjie.pages.rendering import palette_css, script_hash, source
from zongjie.pages.report_page import render_linked_page
from zongjie.pages.view import view_of_report

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>。\n</script><!--"
OWN = LabelSet(("risk", "duty", "rest"), ("风<险", "职责", "其余"), "rest")


@pytest.mark.parametrize("render", ["to_html", "_repr_html_"])
def test_markup_in_a_report_shows_as_text(render):
    html = getattr(make_report(HOSTILE), render)()
    body = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    assert "<script>alert" not in body and "<img" not in body and "<!--" not in body
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body


def test_markup_in_titles_files_and_labels_is_escaped_too():
    html = make_report(labels=OWN).to_html(title=HOSTILE, file=f"{HOSTILE}/a.txt")
    assert html.count("<script") == 2 and "<img" not in html and "风<险" not in html


def test_the_page_loads_nothing_and_lets_only_its_own_script_run():
    html = make_report().to_html()
    assert not re.search(r"""(?:src|href)=["'](?!#)""", html)
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|@import|url\(", html)
    (script,) = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    policy = re.findall(r'Content-Security-Policy" content="([^"]*)"', html)[0]
    assert "default-src &#39;none&#39;" in policy and script_hash(script) in policy


def test_every_sentence_carries_its_offsets_labels_and_scores():
    report = make_report()
    html = report.to_html()
    given = re.findall(r'data-v="([^"]*)"', html)
    assert len(given) == len(report.sentences)
    start, end, label, score, following, next_score = given[4].split()
    sentence = report.sentences[4]
    assert (int(start), int(end)) == (sentence.start, sentence.end)
    assert (int(label), int(following)) == (0, 1)
    assert (float(score), float(next_score)) == (0.5, 0.4)
    assert len(re.findall(r'<span class="zj-s[^"]* zj-u[ "]', html)) == 1


def test_uncertain_is_what_scores_under_the_threshold_of_the_bundle():
    report = make_report()
    for below, wanted in ((0.4, 0), (0.6, 1), (0.95, len(report.sentences))):
        html = dataclasses.replace(report, uncertain_below=below).to_html()
        assert len(re.findall(r'<span class="zj-s[^"]* zj-u[ "]', html)) == wanted
        assert (f"概率低于 {below:.2f}" in html) == bool(wanted)


def test_a_text_that_no_page_can_hold_is_shown_whole_and_kept_exactly():
    text = "经费\ud800不\x07足。"
    html = make_report(text).to_html()
    html.encode("utf-8")
    assert "经费\ufffd不\ufffd足。" in html
    kept = re.findall(r'data-text="([^"]*)"', html)[0].replace("&#34;", '"')
    assert json.loads(kept) == text


def test_a_collection_says_how_many_reports_it_has_and_its_outline_where_they_begin():
    html = make_report("篇一：甲村总结\n路修好了。\n篇二：乙村总结\n水通了。", (4, 1)).to_html()
    assert ">2 篇 · 4 句" in html
    assert len(re.findall(r'<a href="#sec\d+" class="zj-r\d zj-begins">', html)) == 2
    assert 'zj-begins"' not in make_report().to_html()


def test_a_text_without_sentences_has_a_page():
    html = make_report("\n　\n").to_html()
    assert "没有可标注的句子" in html


def test_parts_of_a_notebook_have_no_script_and_reach_nothing_outside_them():
    html = make_report()._repr_html_()
    assert "<script" not in html and " id=" not in html
    css = re.sub(
        r"/\*.*?\*/", "", html[html.index("<style>") + 7 : html.index("</style>")], flags=re.S
    )
    selectors = [s for s in re.findall(r"([^{}]+)\{", css) if not s.strip().startswith("@")]
    assert selectors
    for selector in selectors:
        for part in re.split(r",(?![^(]*\))", selector):
            assert re.match(r"\.zj[-\w]*(?![-\w])", part.strip()), part


def test_two_label_sets_in_one_notebook_keep_their_own_colours():
    one, other = make_report(), make_report(labels=OWN)
    rules = palette_css(other.labels)
    scope = re.findall(r"\.(zj-[0-9a-f]{8})", rules)[0]
    assert scope in other._repr_html_() and scope not in one._repr_html_()
    assert all(line.startswith(f".{scope}") for line in rules.splitlines() if line.startswith("."))


def test_any_number_of_labels_can_be_shown():
    names = tuple(f"role{i}" for i in range(14))
    labels = LabelSet(names, tuple(f"角色{i}" for i in range(14)), "role0")
    html = make_report(labels=labels, given=tuple(range(14))).to_html()
    assert html.count('type="checkbox"') == 14


def test_a_page_of_an_archive_finds_styles_script_and_index_beside_it():
    html = render_linked_page(view_of_report(make_report()), "../../assets", "../../index.html")
    assert '<link rel="stylesheet" href="../../assets/report.css">' in html
    assert '<script src="../../assets/report.js"></script>' in html
    assert "<style>" not in html and 'href="../../index.html"' in html


def test_scripts_and_styles_can_stand_inside_a_page():
    for name in ("make.js", "theme.js", "card.js", "reading.js", "correcting.js"):
        assert "</script" not in source(name) and "<!--" not in source(name)
    assert "</style" not in source("text.css", "page.css", "embed.css")


def test_the_report_of_a_page_is_named_by_its_text():
    view = view_of_report(make_report(), file="乡镇/a.txt")
    assert view.source == {"file": "乡镇/a.txt", "record": None, "report": view.source["report"]}
    assert re.fullmatch("[0-9a-f]{16}", view.source["report"])
    assert view.title == TEXT.partition("\n")[0]
