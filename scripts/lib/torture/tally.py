"""Counts what was done to the runs, and what came of it."""
from collections import Counter


class Tally:
    """Faults that landed, by kind; those that did not; runs, resumes and differences."""

    def __init__(self, kinds):
        self.landed = Counter({kind: 0 for kind in kinds})
        self.missed = Counter()
        self.runs = 0
        self.resumes = 0
        self.differences = []

    def fault(self, kind, landed):
        """Only a fault that is known to have landed counts."""
        (self.landed if landed else self.missed)[kind] += 1

    @property
    def faults(self):
        """All that landed."""
        return sum(self.landed.values())

    def story(self):
        """What stands above the last line."""
        missed = ", ".join(f"{kind} {count}" for kind, count in self.missed.items()) or "none"
        absent = ", ".join(kind for kind, count in self.landed.items() if not count)
        untried = f"; no fault of these kinds, for want of time: {absent}" if absent else ""
        return f"{self.runs} runs, resumed {self.resumes} times; tried again because it did not land: {missed}{untried}"

    def line(self):
        """The last line of the output."""
        kinds = ", ".join(f"{kind} {count}" for kind, count in self.landed.items())
        return f"{self.faults} faults: {kinds}; {len(self.differences)} differences"

    def exit_code(self, wanted):
        """1 after any difference, and where fewer faults landed than were asked for (None: one will do)."""
        return 1 if self.differences or self.faults < (wanted or 1) else 0
