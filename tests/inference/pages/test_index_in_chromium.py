"""The index of an archive in a real browser."""

from __future__ import annotations

import pytest
from invented_archive import invented_archive

from zongjie.pages.index import write_pages

pytestmark = pytest.mark.browser
N_REPORTS = 130


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    return write_pages(invented_archive(N_REPORTS), tmp_path_factory.mktemp("index"))


@pytest.fixture
def page(open_page, index):
    return open_page(index)


ROWS = list(invented_archive(N_REPORTS).reports())
LABELLED = [row for row in ROWS if row["duplicate_of"] is None]


def shown(page) -> int:
    return int(page.locator("#zx-tab-reports span").inner_text())


def expect_shown(page, wanted: int) -> None:
    """The page filters in its own time: wait until it shows so many reports."""
    for _ in range(100):
        if shown(page) == wanted:
            return
        page.wait_for_timeout(50)
    assert shown(page) == wanted


def column(page, number: int) -> list[str]:
    return page.locator(f"#zx-reports tbody td:nth-child({number})").all_inner_texts()


def test_all_reports_stand_there_a_page_of_them_at_a_time(page):
    expect_shown(page, len(LABELLED))
    assert len(column(page, 1)) == 50
    page.locator("#zx-reports .zx-pager button", has_text="下一页").click()
    assert page.locator("#zx-reports .zx-pager").inner_text().split()[1].startswith("51–100")
    page.locator("[name=duplicates]").check()
    expect_shown(page, len(ROWS))


def test_search_unit_years_and_shares_filter_together(page):
    page.fill("[name=text]", "云溪")
    expect_shown(page, sum("云溪" in row["title"] for row in LABELLED))
    page.fill("[name=text]", "")
    page.fill("[name=unit]", "青山镇")
    page.select_option("[name=from]", "2018")
    wanted = [r for r in LABELLED if r["unit"] == "青山镇" and (r["year"] or 0) >= 2018]
    expect_shown(page, len(wanted))
    page.locator(".zx-shares summary").click()
    page.fill("[name=least0]", "20")
    expect_shown(page, sum(round(1000 * row["share_measure"]) >= 200 for row in wanted))
    page.get_by_role("button", name="清除").click()
    expect_shown(page, len(LABELLED))
    page.fill("[name=text]", "没有这样的报告")
    expect_shown(page, 0)
    assert page.locator(".zx-empty").is_visible()


def test_columns_and_label_shares_sort_both_ways(page):
    page.locator("[data-sort=score] button").click()
    scores = [float(score) for score in column(page, 7)]
    assert scores == sorted(scores)
    page.locator("[data-sort=score] button").click()
    scores = [float(score) for score in column(page, 7)]
    assert scores == sorted(scores, reverse=True)
    page.locator("[data-sort=share2] button").click()
    titles = page.locator("#zx-reports tbody .zx-title").all_inner_texts()
    best = max(LABELLED, key=lambda row: round(1000 * row["share_problem"]))
    assert titles[0] == best["title"]
    assert page.locator("[data-sort=share2]").get_attribute("aria-sort") == "descending"


def test_a_year_of_the_chart_filters_by_mouse_and_by_key(page):
    year = page.locator(".zx-year[aria-label^='2020年']")
    year.click()
    wanted = sum(row["year"] == 2020 for row in LABELLED)
    expect_shown(page, wanted)
    assert page.locator(".zx-year[aria-pressed=true]").count() == 1
    page.keyboard.press("Enter")
    expect_shown(page, len(LABELLED))


def test_what_is_chosen_is_still_there_after_a_report_was_looked_at(page):
    found = sum("云溪" in row["title"] for row in LABELLED)
    page.fill("[name=text]", "云溪")
    expect_shown(page, found)
    link = page.locator("#zx-reports tbody a").first
    title = link.inner_text()
    link.click()
    page.wait_for_selector(".zj-page")
    assert page.title() == title
    page.go_back()
    page.wait_for_selector(".zj-index")
    expect_shown(page, found)


def test_the_least_certain_reports_lead_to_their_least_certain_sentence(page):
    page.locator("#zx-tab-doubts").click()
    page.locator("#zx-doubts a", has_text="去看").first.click()
    page.wait_for_selector(".zj-page")
    score = "e => Number(e.dataset.v.split(' ')[3])"
    scores = page.locator(".zj-s").evaluate_all(f"all => all.map({score})")
    assert page.evaluate(f"({score})(document.activeElement)") == min(scores)
    page.locator(".zj-home").click()
    page.wait_for_selector(".zj-index")


def test_the_error_ledger_is_there_and_filters_by_reason(page):
    page.locator("#zx-tab-reports").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.locator("#zx-errors tbody tr").count() == N_REPORTS // 20
    page.locator(".zx-reasons button", has_text="有密码").click()
    reasons = page.locator("#zx-errors tbody td:nth-child(2)").all_inner_texts()
    assert set(reasons) == {"有密码"}


def test_a_phone_scrolls_one_way_only(page):
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize(("width", "media"), [(1000, "screen"), (800, "screen"), (660, "print")])
def test_titles_have_room_on_a_tablet_and_on_paper(page, width, media):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(media=media)
    room = page.locator("#zx-reports tbody .zx-title").evaluate_all("all => all[0].clientWidth")
    assert room >= 150


def test_an_empty_archive_opens(open_page, tmp_path):
    page = open_page(write_pages(invented_archive(0), tmp_path))
    expect_shown(page, 0)
