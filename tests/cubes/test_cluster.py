"""The same cube from a cluster, one of whose workers is killed half-way."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import distributed
import pytest

from made_hazards import hazards, write
from safetystats.cubes import run

pytestmark = pytest.mark.skipif(os.name == "nt", reason="kills a worker as only Unix can")


def test_a_cluster_gives_the_same_cube_though_a_worker_is_killed(tmp_path: Path):
    for place in range(12):
        write(tmp_path / f"{place:02}.csv", hazards(range(200 * place, 200 * (place + 1)), seed=place))
    whole = run([tmp_path])
    killed: list[int] = []

    def kill_one(name: str, redone: bool, done: int, total: int) -> None:
        if not killed and done == 3:
            killed.append(client.submit(os.getpid, pure=False).result())
            os.kill(killed[0], signal.SIGKILL)

    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        first = {worker["pid"] for worker in cluster_workers(client)}
        assert run([tmp_path], client.get_executor(), on_part=kill_one) == whole
        last = {worker["pid"] for worker in cluster_workers(client)}
    assert killed and set(killed) <= first
    assert not set(killed) & last


def cluster_workers(client: distributed.Client) -> list[dict[str, int]]:
    """The processes of a cluster's workers."""
    return [{"pid": pid} for pid in client.run(os.getpid).values()]
