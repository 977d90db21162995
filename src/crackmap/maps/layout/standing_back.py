"""What stands back on a map: a look of lanes, boxes and lines, and no matter of where they are."""

from dataclasses import replace

from crackmap.maps.layout.chart import Chart
from crackmap.maps.layout.choosing import Drawn


def all_in_front(chart: Chart) -> Chart:
    """Return the chart with nothing standing back."""
    return chart._replace(
        lanes=tuple(lane._replace(pale=False) if lane.pale else lane for lane in chart.lanes),
        nodes=tuple(node._replace(pale=False) if node.pale else node for node in chart.nodes),
        edges=tuple(edge._replace(pale=False) if edge.pale else edge for edge in chart.edges),
    )


def with_standing_back(drawn: Drawn, chart: Chart) -> Drawn:
    """Return what is drawn of `all_in_front` of the chart, with what stands back in the chart."""
    grid = drawn.grid
    links = tuple(
        link._replace(edge=edge) for link, edge in zip(grid.links, chart.edges, strict=True)
    )
    lanes = {lane.id: lane for lane in chart.lanes}
    nodes = {node.id: node for node in chart.nodes}
    of_outcome = {link.target: link.edge.pale for link in reversed(links)}
    cells = tuple(
        replace(cell, node=nodes[cell.node.id])
        if cell.node
        else replace(cell, pale=of_outcome[number])
        for number, cell in enumerate(grid.cells)
    )
    shown = tuple(lanes[lane.id] for lane in grid.lanes)
    return drawn._replace(grid=grid._replace(lanes=shown, cells=cells, links=links))
