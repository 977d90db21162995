"""Charts to draw: one written by hand, and any that hypothesis can think of."""

from hypothesis import strategies as st

from crackmap.maps.layout.chart import Change, Chart, Edge, Finding, Lane, Node, Stage

NAMES = (
    "Qualify",
    "Check budget, authority, need and timing of the lead",
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenverleih",
    "確認して承認する契約書の内容を審査する",
    "",
    "Send the <b>invoice</b> & 'wait'",
)


def lead_to_cash() -> Chart:
    """Nine steps of five departments, with every kind of edge."""
    lanes = (
        Lane("marketing", "Marketing"),
        Lane("sales", "Sales", findings=(4,)),
        Lane("sdr", "Sales development", "team", "sales"),
        Lane("finance", "Finance"),
        Lane("customer", "Customer", "external"),
        Lane("nobody", "No owner", "nobody"),
    )
    stages = (Stage("attract", "Attract"), Stage("qualify", "Qualify"), Stage("close", "Close"))
    nodes = (
        Node("form", "Fill in the form", "customer", "attract", start=True),
        Node("score", "Score the lead", "marketing", "attract", decision=True),
        Node("nurture", "Nurture", "marketing", "attract", wait=True),
        Node("assign", "Assign the lead", "nobody", "qualify", unowned=True, findings=(1,)),
        Node("call", "First call", "sdr", "qualify"),
        Node("offer", "Write the offer", "sales", "close"),
        Node("discount", "Approve the discount", "finance", "close", approval=True),
        Node("sign", "Sign", "customer", "close"),
        Node("invoice", "Send the invoice", "finance", "close", outcome="won"),
    )
    edges = (
        Edge("form", "score"),
        Edge("score", "assign", kind="gap", label="80 or more", findings=(2,)),
        Edge("score", "nurture", label="otherwise"),
        Edge("score", outcome="lost", label="unsubscribed"),
        Edge("nurture", "score", label="asks for a call"),
        Edge("assign", "call", kind="gap"),
        Edge("call", "offer", kind="handoff", grade="partial", label="Notes", findings=(3,)),
        Edge("offer", "discount", kind="handoff", label="Price sheet, 4bh"),
        Edge("discount", "offer", kind="rejection", label="too low"),
        Edge("discount", "sign", kind="handoff", role="answer"),
        Edge("sign", "invoice", label="signed"),
    )
    findings = (
        Finding(1, "error", "unowned-step", "Nobody owns “Assign the lead”."),
        Finding(2, "error", "undefined-handoff", "Marketing hands the lead to nobody."),
        Finding(3, "warning", "incomplete-handoff", "“Notes” lacks acceptance criteria."),
        Finding(4, "note", "goalless-department", "Sales has no goal."),
        Finding(5, "warning", "missing-quarterback", "Nobody sees a case through."),
    )
    return Chart("lead-to-cash", "Lead to cash", lanes, stages, nodes, edges, findings, (5,))


def chain(steps: int, stages: int = 1) -> Chart:
    """Steps one after another, by turns of two departments."""
    return Chart(
        "chain",
        "Chain",
        (Lane("a", "A"), Lane("b", "B")),
        tuple(Stage(f"s{at}", f"Stage {at}") for at in range(stages)),
        tuple(
            Node(f"n{at}", f"Step {at}", "ab"[at % 2], f"s{at * stages // steps}")
            for at in range(steps)
        ),
        tuple(Edge(f"n{at}", f"n{at + 1}", kind="handoff") for at in range(steps - 1)),
    )


def renamed(chart: Chart, name: str) -> Chart:
    """The chart with one name for everything in it that has one."""
    return chart._replace(
        id=name,
        name=name,
        lanes=tuple(lane._replace(name=name) for lane in chart.lanes),
        stages=tuple(stage._replace(name=name) for stage in chart.stages),
        nodes=tuple(node._replace(name=name, outcome=name) for node in chart.nodes),
        edges=tuple(
            edge._replace(label=name, outcome="" if edge.target else name) for edge in chart.edges
        ),
        findings=tuple(finding._replace(text=name, rule=name) for finding in chart.findings),
    )


@st.composite
def charts(draw: st.DrawFn, most: int = 60) -> Chart:
    """Any chart of 3 to `most` steps: loops, doubled edges, teams, findings and all changes."""
    size = draw(st.integers(3, most))
    departments = draw(st.integers(1, 6))
    lanes = [Lane(f"d{at}", f"Department {at}") for at in range(departments)]
    lanes += [Lane("team", "A team", "team", "d0"), Lane("out", "Customer", "external")]
    lanes.append(Lane("nobody", "No owner", "nobody"))
    stages = draw(st.integers(1, 5))
    numbers = st.lists(st.integers(1, 12), max_size=3, unique=True).map(tuple)
    rare = st.sampled_from([False] * 5 + [True])
    changes: list[Change] = ["", "", "", "", "added", "removed", "changed"]
    change = st.sampled_from(changes)
    nodes = [
        Node(
            f"n{at}",
            draw(st.sampled_from(NAMES)),
            draw(st.sampled_from(lanes)).id,
            f"s{at * stages // size}",
            start=draw(rare),
            outcome=draw(st.sampled_from(["", "", "", "won"])),
            decision=draw(rare),
            wait=draw(rare),
            findings=draw(numbers) if draw(rare) else (),
            change=draw(change),
        )
        for at in range(size)
    ]
    edges = []
    for _ in range(draw(st.integers(size // 2, size * 3 // 2))):
        source = draw(st.integers(0, size - 1))
        target = min(size - 1, max(0, source + draw(st.integers(-4, 6))))
        ends_case = draw(rare)
        edges.append(
            Edge(
                f"n{source}",
                "" if ends_case else f"n{target}",
                draw(st.sampled_from(["won", "lost"])) if ends_case else "",
                draw(st.sampled_from(["flow", "flow", "handoff", "gap", "rejection"])),
                draw(st.sampled_from(["defined", "partial"])),
                draw(st.sampled_from(["", "yes", "no", "Ticket, 2bd", *NAMES])),
                draw(numbers) if draw(rare) else (),
                draw(change),
                role=draw(st.sampled_from(["", "", "answer", "hidden"])),
            )
        )
    return Chart(
        "any",
        draw(st.sampled_from(NAMES)),
        tuple(lanes),
        tuple(Stage(f"s{at}", draw(st.sampled_from(NAMES))) for at in range(stages)),
        tuple(nodes),
        tuple(edges),
        tuple(Finding(at, "warning", "rule", "A crack.") for at in range(1, 13)),
    )
