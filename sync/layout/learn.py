"""Learning a layout from the customer's own good pair, with the directory as the judge.

The bytes say how the files are written; what each column holds is suggested by its name and decided by comparing its
values, row by row, with what the directory says of the same person. Nothing counts as proved unless the learned layout
writes the sample again byte for byte.
"""

from __future__ import annotations

from dataclasses import replace

from sync.layout import file_names, ground, keeping, matching, people, rewriting, telling
from sync.layout.assembly import file_layout
from sync.layout.group_learning import learn_groups
from sync.layout.joining import Joined, join
from sync.layout.known import Directory
from sync.layout.learned import Learned
from sync.layout.proofs import ColumnProof
from sync.layout.samples import Sample, read_sample
from sync.layout.shape import Layout
from sync.layout.sources import GROUP_SOURCES, SOURCES
from sync.layout.user_lines import Entry


def learn(users: bytes, groups: bytes, names: tuple[str, str], directory: Directory | None = None) -> Learned:
    """The layout of a pair. `names`: of the files as they were uploaded, users first. `directory`: what a run found;
    without it columns go by their names alone, and the layout stays unproven. BadFile: one of the files is broken.
    """
    user_file, user_note = file_names.user_file(names[0])
    groups_file, groups_note = file_names.groups_file(names[1])
    found = _learned(read_sample(users, groups, directory), (user_file, groups_file), directory, None)
    return replace(found, notes=tuple(filter(None, (user_note, groups_note, *found.notes))))


def recheck(layout: Layout, users: bytes, groups: bytes, directory: Directory | None = None) -> Learned:
    """The same for a layout whose sources a person has chosen (`corrections`): every proof is made again, and so are
    the values to keep. ValueError: the layout is not of this pair."""
    sample = read_sample(users, groups, directory)
    for file, table in ((layout.users, sample.users), (layout.groups, sample.groups)):
        if tuple(column.name for column in file.columns) != table.names:
            raise ValueError(f"The layout of {file.name} has other columns than the sample.")
    return _learned(sample, (layout.users.name, layout.groups.name), directory, layout)


def _learned(
    sample: Sample, names: tuple[str, str], directory: Directory | None, chosen: Layout | None
) -> Learned:
    joined = _join(sample, directory)
    proofs = _user_proofs(sample, joined, chosen)
    sources = [proof.source for proof in proofs]
    part = learn_groups(sample.groups, people.of_pair(sample.users, sources, joined), directory, chosen)
    users_file, users_order = file_layout(names[0], sample.users, proofs, "upn")
    groups_file, groups_order = file_layout(names[1], sample.groups, part.proofs, "primary")
    layout = Layout(users_file, groups_file, part.members)
    kept = (
        *keeping.of_users(sample.users, sources, joined),
        *keeping.of_groups(sample.groups, [proof.source for proof in part.proofs], part.joined, part.unknown),
    )
    differences = _differences(layout, sample)
    same, misfit = telling.same_lines(layout, sample.users, joined, kept)
    doubts = telling.doubts((*proofs, *part.proofs))
    assumed = (*part.assumed, *_strange(joined, directory), *doubts, *filter(None, [misfit]))
    return Learned(
        layout=replace(layout, proven=bool(directory) and not differences and not assumed),
        users=proofs,
        groups=part.proofs,
        user_rows=telling.joining(sample.users, joined, proofs, SOURCES),
        group_rows=telling.joining(sample.groups, part.joined, part.proofs, GROUP_SOURCES),
        differences=differences,
        assumed=assumed,
        notes=(
            *telling.notes(users_file, users_order, proofs, "users file"),
            *telling.notes(groups_file, groups_order, part.proofs, "groups file"),
        ),
        kept=kept,
        same=same,
        compared=len(joined.records),
    )


def _join(sample: Sample, directory: Directory | None) -> Joined[Entry]:
    if directory is None:
        return Joined({})
    names = {key: lambda entry, of=source.of: of(*entry) for key, source in SOURCES.items() if source.key}
    return join(sample.users, range(sample.users.width), directory.users, names)


def _user_proofs(sample: Sample, joined: Joined[Entry], chosen: Layout | None) -> tuple[ColumnProof, ...]:
    site = ground.of_users(sample.users, joined)
    return tuple(
        matching.match_or_prove(site, column, chosen.users.columns[column].source if chosen else None)
        for column in range(sample.users.width)
    )


def _differences(layout: Layout, sample: Sample) -> tuple[str, ...]:
    users = rewriting.difference(layout.users, sample.users, sample.users_data)
    groups = rewriting.difference(layout.groups, sample.groups, sample.groups_data)
    files = ((layout.users.name, users), (layout.groups.name, groups))
    return tuple(f"{name}: {text}" for name, text in files if text)


def _strange(joined: Joined[Entry], directory: Directory | None) -> tuple[str, ...]:
    if directory is None or joined.records:
        return ()
    return ("No row of the users file belongs to anybody in the directory: is the pair of this tenant?",)
