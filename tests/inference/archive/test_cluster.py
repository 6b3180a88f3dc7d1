"""Ray Data on a cluster of two nodes gives what one machine gives."""

from __future__ import annotations

import os
import sys

import pytest

from zongjie.archive.errors import ArchiveError
from zongjie.archive.labeller import label_archive


def test_without_ray_the_cure_is_named(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(ArchiveError, match=r"pip install 'zongjie\[ray\]'"):
        label_archive([tmp_path], tmp_path / "out", engine="ray")


@pytest.fixture(scope="module")
def cluster():
    """Two nodes of one processor each, on this machine."""
    ray = pytest.importorskip("ray", reason="zongjie[ray] isn't installed")
    pytest.importorskip("ray.data", reason="zongjie[ray] isn't installed")
    from ray.cluster_utils import Cluster

    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PYTHONPATH", os.pathsep.join(filter(None, sys.path)))
        nodes = Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
        nodes.add_node(num_cpus=1)
        ray.init(address=nodes.address, log_to_driver=False)
        yield nodes
        ray.shutdown()
        nodes.shutdown()


def test_a_cluster_of_two_gives_the_same_rows(cluster, source, label, tmp_path, read_all):
    label(source, tmp_path / "one")
    found = label(source, tmp_path / "ray", "ray")
    assert found.n_read > 0
    assert read_all(tmp_path / "ray") == read_all(tmp_path / "one")
    again = label(source, tmp_path / "ray", "ray")
    assert (again.n_read, again.n_labelled) == (0, 0)
    far = label(f"file://{source}", tmp_path / "far", "ray")
    assert far.counts == found.counts
