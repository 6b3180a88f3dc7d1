"""The page of a report in a real browser."""

from __future__ import annotations

import json

import pytest
from invented_report import TEXT, make_report

pytestmark = pytest.mark.browser


@pytest.fixture
def page(open_page, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(make_report().to_html(file="乡镇/总结.txt"), encoding="utf-8")
    return open_page(path)


def focused(page) -> str:
    return page.evaluate("document.activeElement.textContent")


def test_copied_text_is_the_report_without_tags(page):
    page.locator(".zj-text .zj-label").evaluate_all("all => all.forEach(one => one.remove())")
    said = page.locator("article").inner_text()
    assert "".join(said.split()) == "".join(TEXT.split())


def test_a_label_switched_off_loses_its_marks_and_keys_pass_it_by(page):
    sentence = page.locator("#s3")
    before = sentence.evaluate("e => getComputedStyle(e).backgroundColor")
    page.locator(".zj-legend input").nth(0).uncheck()
    assert sentence.evaluate("e => getComputedStyle(e).backgroundColor") != before
    assert sentence.locator("i").evaluate("e => getComputedStyle(e).display") == "none"
    page.locator("#s1").focus()
    page.keyboard.press("ArrowDown")
    assert focused(page) == "二、取得的成效"
    page.locator(".zj-legend input").nth(0).check()
    assert sentence.evaluate("e => getComputedStyle(e).backgroundColor") == before


def test_one_tab_stop_leads_into_the_text_and_arrows_lead_through_it(page):
    page.locator("#zj-print").focus()
    for _ in range(3):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('zj-s')"):
            break
    assert focused(page) == "云溪镇2024年工作总结"
    page.keyboard.press("ArrowDown")
    assert focused(page) == "现将有关情况汇报如下。"
    page.keyboard.press("End")
    assert focused(page) == "2024年12月20日"
    page.keyboard.press("ArrowUp")
    assert focused(page) == "云溪镇人民政府"
    page.keyboard.press("Home")
    assert focused(page) == "云溪镇2024年工作总结"


@pytest.mark.parametrize("how", ["hover", "focus"])
def test_score_and_next_likely_label_show_on_hover_and_on_focus(page, how):
    card = page.locator("#zj-card")
    assert card.is_hidden()
    getattr(page.locator("#s4"), how)()
    card.wait_for(state="visible")
    assert card.locator(".zj-odds").inner_text().split() == [
        "措",
        "措施",
        "0.50",
        "成",
        "成效",
        "0.40",
    ]


def test_the_key_u_leads_to_what_is_uncertain(page):
    page.keyboard.press("u")
    assert focused(page) == "网格员入户走访。"


def test_the_outline_jumps(page):
    page.set_viewport_size({"width": 1280, "height": 420})
    page.locator(".zj-outline a", has_text="四、下一步打算").click()
    top = page.locator("#sec4").evaluate("e => e.getBoundingClientRect().top")
    bottom = page.evaluate("innerHeight + scrollY >= document.documentElement.scrollHeight - 1")
    assert 0 <= top < 80 or bottom


def corrections(page) -> list[dict]:
    with page.expect_download() as waiting:
        page.get_by_role("button", name="下载更正").click()
    assert waiting.value.suggested_filename == "corrections-总结.jsonl"
    lines = waiting.value.path().read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_corrections_by_mouse_and_by_keys_are_downloaded_as_json_lines(page):
    page.locator("#s4").click()
    page.locator(".zj-choices button", has_text="成效").click()
    page.locator("#s9").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("3")
    assert focused(page) == "四、下一步打算"
    report = make_report()
    wanted = [
        (report.sentences[4], "measure", "achievement"),
        (report.sentences[9], "plan", "problem"),
    ]
    rows = corrections(page)
    assert [list(row) for row in rows] == [
        ["file", "record", "report", "start", "end", "text", "old_label", "label"]
    ] * 2
    assert [(r["start"], r["end"], r["text"], r["old_label"], r["label"]) for r in rows] == [
        (s.start, s.end, s.text, old, new) for s, old, new in wanted
    ]
    assert {row["file"] for row in rows} == {"乡镇/总结.txt"}


def test_corrections_outlive_the_page_and_can_be_taken_back(page):
    page.locator("#s4").click()
    page.keyboard.press("4")
    page.reload()
    assert "zj-r3" in (page.locator("#s4").get_attribute("class") or "")
    assert page.locator("#zj-done").inner_text().startswith("已更正或确认 1 句")
    page.locator("#s4").click()
    page.keyboard.press("0")
    assert page.locator("#zj-done").is_hidden()
    assert "zj-r0" in (page.locator("#s4").get_attribute("class") or "")
    page.locator("#s2").click()
    page.keyboard.press("1")  # as the model says: confirmed
    assert [(row["old_label"], row["label"]) for row in corrections(page)] == [
        ("measure", "measure")
    ]
    page.get_by_role("button", name="全部撤销").click()
    assert page.locator("#zj-done").is_hidden()


def test_offsets_are_code_points_and_odd_characters_come_back_exactly(open_page, tmp_path):
    text = "𠮷祥村经费\x07不足。\n人员不够。"
    path = tmp_path / "odd.html"
    path.write_text(make_report(text, given=(2, 2)).to_html(file="总结.txt"), encoding="utf-8")
    page = open_page(path)
    for number in (0, 1):
        page.locator(f"#s{number}").click()
        page.keyboard.press("1")
    rows = corrections(page)
    assert [text[row["start"] : row["end"]] for row in rows] == [row["text"] for row in rows]
    assert rows[0]["text"] == "𠮷祥村经费\x07不足。"


def test_a_script_in_a_report_shows_and_does_not_run(open_page, tmp_path):
    path = tmp_path / "hostile.html"
    run = "document.title='run'"
    text = f'<script>{run}</script><img src=x onerror="{run}">经费不足。'
    path.write_text(make_report(text).to_html(), encoding="utf-8")
    page = open_page(path)
    assert page.title() != "run"
    assert "<script>document.title" in page.locator("article").inner_text()


def test_the_theme_is_switched_and_kept(page):
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    button = page.locator("#zj-theme")
    button.click()
    button.click()
    assert "深色" in button.inner_text() and page.evaluate(ground) != light
    page.reload()
    assert page.evaluate(ground) != light


def test_a_line_holds_about_forty_characters_and_a_phone_scrolls_one_way_only(page):
    width = "e => e.clientWidth / parseFloat(getComputedStyle(e).fontSize)"
    assert 38 <= page.locator(".zj-sec .zj-p").first.evaluate(width) <= 42
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_notebook_part_tells_scores_without_a_script(open_page, tmp_path):
    path = tmp_path / "part.html"
    path.write_text(
        f"<!doctype html><meta charset=utf-8><p>outside</p>{make_report()._repr_html_()}"
    )
    page = open_page(path)
    outside = page.evaluate("getComputedStyle(document.querySelector('p')).fontFamily")
    assert "Serif SC" not in outside
    sentence = page.locator(".zj-s").nth(4)
    sentence.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    tip = sentence.evaluate("e => getComputedStyle(e, '::after').content")
    assert "措施 0.50 · 其次 成效 0.40" in tip
    page.locator("input").first.uncheck()
    assert sentence.evaluate("e => getComputedStyle(e).backgroundImage") == "none"
