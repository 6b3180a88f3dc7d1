from __future__ import annotations

import pytest

from zongjie.archive.naming import find_unit, find_year


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("青山镇2023年工作总结", 2023),
        ("2023年度工作总结和2024年工作计划", 2023),
        ("2021—2023年工作总结", 2023),
        ("二○二二年上半年工作小结", 2022),
        ("２０２１年工作总结", 2021),
        ("工作总结2020", 2020),
        ("20××年工作总结", None),
        ("投资12023万元的项目总结", None),
        ("工作总结", None),
    ],
)
def test_years(title, year):
    assert find_year(title) == year


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("青禾县教育局2023年工作总结", "青禾县教育局"),
        ("2023年青禾县教育局工作总结", "青禾县教育局"),
        ("禾塘县农业农村局工作总结", "禾塘县农业农村局"),
        ("枣林街道农贸市场整治工作情况汇报", "枣林街道"),
        ("临溪镇创建省级卫生镇工作汇报", "临溪镇"),
        ("青禾县2023年创建国家卫生县城工作总结", "青禾县"),
        ("关于沛原县档案数字化工作推进情况的汇报", "沛原县"),
        ("××镇司法所20xx年人民调解工作总结", "××镇司法所"),
        ("柳坝镇中心小学创卫工作总结", "柳坝镇中心小学"),
        ("xx街道办事处20xx年工作总结", "xx街道办事处"),
        ("清河口市卫生健康委2023年控烟工作总结", "清河口市卫生健康委"),
        ("全县“四好农村路”建设情况汇报", None),
        ("个人述职报告", None),
        ("", None),
    ],
)
def test_units(title, unit):
    assert find_unit(title) == unit
