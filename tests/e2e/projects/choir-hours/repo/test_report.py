import unittest
from pathlib import Path

import report

FOLDER = Path(__file__).parent / "hours"


class ReportTest(unittest.TestCase):
    def test_a_month_adds_up(self):
        self.assertEqual(report.by_month(report.read(FOLDER))["2026-09"], 7.5)

    def test_the_busiest_voice_comes_first(self):
        hours = [hours for _, hours in report.by_voice(report.read(FOLDER))]
        self.assertEqual(hours, sorted(hours, reverse=True))
