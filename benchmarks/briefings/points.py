"""Key points of briefings, through the public API: what `run.py` asks of one build of the product.

Task: `library`, and `queries` as pairs of a topic and the number of points. Result: for each
query the `points` (text and the ids of the articles cited) and the `seconds` taken.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from common import answered

from assistant import Assistant


def made(task: dict[str, Any]) -> list[dict[str, Any]]:
    """A briefing for each query."""
    found = []
    with Assistant(Path(task["library"]), model="", chroma="") as assistant:
        assistant.search("The model is loaded before anything is timed.", k=1)
        for topic, count in task["queries"]:
            began = time.perf_counter()
            briefing = assistant.brief(topic, points=count)
            seconds = time.perf_counter() - began
            cited = {one.number: one.article_id for one in briefing.citations}
            points = [
                (point.text, [cited[number] for number in point.citations])
                for point in briefing.key_points
            ]
            found.append({"points": points, "seconds": seconds})
    return found


if __name__ == "__main__":
    answered(made)
