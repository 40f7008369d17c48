"""Whether two names of one outlet count as independent, on other people's news.

    python benchmarks/outlets/run.py FOLDER... [--every N]

Reads every N-th article of the `.jsonl` files of the folders as `add` does, without keeping it,
and lists for each site the outlets that its articles count as. An address tells whose an article
is, so a site with two is a suspect, to be looked at: two names of one outlet, or an agency printed
there. Two sites that count as one outlet are listed too.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

from assistant.reading.articles import settled
from assistant.reading.types import Document, Draft
from vectorstore.outlets import OUTLETS, Outlets, Printed, host_of, is_site, outlet_key, site_of


def printed(folders: list[Path], every: int) -> Counter[tuple[str, str]]:
    """How many articles have each publisher and host, by what reading makes of them."""
    found: Counter[tuple[str, str]] = Counter()
    today = date.today()
    for path in (path for folder in folders for path in sorted(folder.glob("*.jsonl"))):
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                if number % every:
                    continue
                row = json.loads(line)
                draft = Draft(text=row["text"], title=row.get("title", ""), url=row["url"])
                item = settled(draft, path.name, path.name, today)
                if isinstance(item, Document):
                    article = item.article
                    publisher = article.publisher
                    if not publisher or is_site(publisher):
                        publisher = OUTLETS.owner(publisher or article.url) or publisher
                    found[publisher, host_of(article.url)] += 1
    return found


def main() -> None:
    """Print the suspects and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--every", type=int, default=1)
    given = parser.parse_args()
    found = printed(given.folders, given.every)
    outlets = Outlets(printed=[Printed(*pair, count) for pair, count in found.items()])
    by_site: dict[str, Counter[str]] = defaultdict(Counter)
    by_outlet: dict[str, set[str]] = defaultdict(set)
    for (publisher, host), count in found.items():
        key = outlet_key(publisher, host, outlets.name(publisher, host))
        by_site[site_of(host)][key] += count
        by_outlet[key].add(site_of(host))
    results = {
        "articles": found.total(),
        "names": len({publisher for publisher, _ in found}),
        "sites": {site: dict(keys.most_common()) for site, keys in sorted(by_site.items())},
        "outlets_of_several_sites": {
            key: sorted(sites) for key, sites in sorted(by_outlet.items()) if len(sites) > 1
        },
    }
    for (publisher, host), count in sorted(found.items()):
        print(f"{count:6} {host:28} {publisher or '(none)':40} {outlets.name(publisher, host)}")
    print(json.dumps(results, indent=2, ensure_ascii=False))
    path = Path(__file__).with_name("results.json")
    path.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
