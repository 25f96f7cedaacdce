"""Every variable is explained in .env.example, and nothing else is."""

import ast
import re
import sys
from collections.abc import Iterator
from itertools import pairwise

import dotenv
import pytest
from django.conf import settings

from cms import up

VARIABLE = re.compile(r"(CHBAS|TEST)_[A-Z_]+|(DATABASE|REDIS|EMAIL)_URL")


def read_by_settings() -> Iterator[str]:
    for call in ast.walk(ast.parse((settings.BASE / "cms/settings.py").read_text())):
        match call:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="env")), args=[ast.Constant(value=str(name)), *_]):
                yield name


def named_in(module: str) -> Iterator[str]:
    for node in ast.walk(ast.parse((settings.BASE / module).read_text())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and VARIABLE.fullmatch(node.value):
            yield node.value


def explained() -> list[str]:
    return re.findall(r"^# ([A-Z][A-Z_]+)=", (settings.BASE / ".env.example").read_text(), re.MULTILINE)


def test_settings_and_env_example_name_the_same_variables():
    assert sorted(explained()) == sorted(
        {*read_by_settings(), *named_in("cms/up.py"), *named_in("tests/servers.py"), *named_in("tests/databases.py")}
    )


def test_each_variable_has_a_sentence_above_it():
    lines = (settings.BASE / ".env.example").read_text().splitlines()
    bare = [line for above, line in pairwise(lines) if re.match(r"# [A-Z][A-Z_]+=", line) and not above.startswith("# ")]
    assert bare == []


@pytest.mark.parametrize(
    "text", ['CHBAS_URL="https://a.example" # b', "export CHBAS_URL='https://a.example'", "  CHBAS_URL = https://a.example  # b"]
)
def test_the_starter_reads_env_files_as_the_settings_do(tmp_path, text):
    file = tmp_path / ".env"
    file.write_text(f"# CHBAS_DATA=no\n{text}\nREDIS_URL=redis://h:1/0#x\nCHBAS_OPERATOR=\n")
    assert (
        up.read_env(file)
        == dict(dotenv.dotenv_values(file))
        == {"CHBAS_URL": "https://a.example", "REDIS_URL": "redis://h:1/0#x", "CHBAS_OPERATOR": ""}
    )


def test_settings_fit_on_a_few_screens():
    assert len((settings.BASE / "cms/settings.py").read_text().splitlines()) <= 290


def test_the_starter_needs_nothing_but_python():
    tree = ast.parse((settings.BASE / "cms/up.py").read_text())
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in imported} <= set(sys.stdlib_module_names)
