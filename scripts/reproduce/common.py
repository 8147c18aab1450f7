"""What scripts that check conditions of a specification share: runs, queries and the table of conditions."""
import argparse
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STARLING = str(ROOT / "scripts" / "starling")
CONF = ROOT / "conf" / "episodes"


def run(store, name, conf, *more):
    subprocess.run([STARLING, "run", str(CONF / conf), "--store", store, "--run-id", name, *more], stdout=sys.stderr,
                   check=True)


def sql(store, query):
    """The rows of a query as lists of words."""
    said = subprocess.run([STARLING, "sql", "--store", store, query], capture_output=True, text=True, check=True).stdout
    return [line.split() for line in said.splitlines()[1:] if line.strip()]


def settings(values):
    return [word for key, value in values.items() for word in ("--set", f"starling.{key}={value}")]


def spread(values):
    return f"{statistics.mean(values):.3f} +- {statistics.stdev(values):.3f}"


def check(doc, groups):
    """Prints the conditions of the groups that the command line names and whether they hold; exits with 1 if one does not."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", help="where runs go and stay; a folder that is deleted otherwise")
    parser.add_argument("groups", nargs="*", metavar="GROUP", help="default: all")
    arguments = parser.parse_args()
    if unknown := set(arguments.groups) - set(groups):
        parser.error(f"there is no group {', '.join(sorted(unknown))}: name some of {', '.join(groups)}")
    with tempfile.TemporaryDirectory() as temporary:
        failed = 0
        for group in arguments.groups or groups:
            for name, condition, measured, holds in groups[group](arguments.store or temporary):
                failed += not holds
                print(f"{name:4s} {condition:58s}  {measured:34s}  {'pass' if holds else 'not pass'}", flush=True)
    sys.exit(1 if failed else 0)
