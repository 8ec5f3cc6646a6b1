"""On whose behalf an agency writes (L34-5 CPCE, 5th paragraph: nobody hides for whom the message is sent)."""

import re
from collections.abc import Iterator

from aval.campaigns.lint.checks.identity import says
from aval.campaigns.lint.reading import Reading
from aval.campaigns.lint.report import Fault

ON_BEHALF = re.compile(
    r"pour le compte d|au nom d[eu']|a la demande d|mandate[es]? par|envoye par [^.\n]{2,60} pour |pour notre client|de la part d"
    r"|on behalf of|for our client|at the request of|commissioned by|sent by [^.\n]{2,60} for "
)


def check(reading: Reading) -> Iterator[Fault]:
    """An agency sends and the message does not say for whom."""
    if not reading.context.sent_by_agency:
        return
    name = reading.context.advertiser.legal_name
    near = [reading.text[max(0, m.start() - 100) : m.end() + 160] for m in ON_BEHALF.finditer(reading.text)]
    if not near or (name and not any(says(name, passage) for passage in near)):
        yield Fault("on-behalf-missing", "body", name or "")
