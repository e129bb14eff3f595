# Lists of words and of cases read best on long lines.
# ruff: noqa: E501

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "tests" / "corpus"
KEYS = [
    "file", "ok", "error", "from", "reply_to", "to", "cc", "subject", "date", "message_id",
    "in_reply_to", "references", "text", "html", "reply_text", "attachments",
    "auto_submitted", "bounce", "defects",
]  # fmt: skip


def run_parse(*files: str | Path) -> tuple[int, list[dict[str, object]]]:
    done = subprocess.run(
        [sys.executable, "-m", "inbox_app", "parse", *map(str, files)],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def test_each_file_gets_its_line_in_the_order_given(tmp_path: Path):
    good = CORPUS / "php-mime-mail-parser" / "m0001.eml"
    empty = tmp_path / "empty.eml"
    empty.touch()

    code, reports = run_parse(tmp_path / "missing.eml", good, tmp_path, empty, good)

    assert code == 0
    assert [report["ok"] for report in reports] == [False, True, False, False, True]
    assert [report["file"] for report in reports][1] == str(good)
    assert all(list(report) == KEYS for report in reports)
    assert all(report["error"] for report in reports if not report["ok"])
    assert reports[0]["from"] is None
    assert reports[0]["to"] == []


def test_a_report_says_what_the_mail_says():
    _, [report] = run_parse(CORPUS / "php-mime-mail-parser" / "m0001.eml")

    assert report["from"] == {"name": "Name", "address": "name@company.com"}
    assert report["to"] == [{"name": "", "address": "name@company2.com"}]
    assert report["subject"] == "Mail avec fichier attaché de 1ko"
    assert report["date"] == "2013-06-16T15:50:12+00:00"
    assert report["attachments"] == [
        {
            "filename": "attach01",
            "content_type": "application/octet-stream",
            "size": 2,
            "sha256": "87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7",
            "inline": False,
            "content_id": None,
        }
    ]


def test_the_command_does_not_load_the_web_framework():
    code = (
        "import sys; from inbox_app.ingest.report import report_file;"
        "assert not {'reflex', 'sqlmodel', 'sqlalchemy'} & set(sys.modules)"
    )

    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
