"""Regular expressions that are compiled when they are first used: a run uses few of those that it imports."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    def pattern(text: str, flags: int = 0) -> re.Pattern[str]:
        """Return a pattern like that of ``re.compile``, which a mistake is only found in at its first use."""
else:

    class pattern:  # noqa: N801 - stands for re.compile
        """Compiled at the first call of one of its methods, which it hands out from then on."""

        def __init__(self, text: str, flags: int = 0) -> None:
            self.pattern = text
            self._flags = flags

        def __getattr__(self, name: str) -> Any:
            compiled = re.compile(self.pattern, self._flags)
            for method in ("search", "match", "fullmatch", "sub", "finditer", "findall", "split", "flags"):
                setattr(self, method, getattr(compiled, method))
            return getattr(compiled, name)
