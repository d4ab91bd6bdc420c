/** Height of what all moves together take, and the least of one segment, in pixels. */
const HEIGHT = 300;
const LEAST = 18;
const GAP = 8;

/** From this thickness on a ribbon has room for its number. */
const LABELLED = 15;

/**
 * Keep what moved for one reason.
 *
 * @param {Object[]} flows those of crm.lifecycle.move.get_flows
 * @param {string|false} cause
 * @returns {Object[]} flows with the count of that cause
 */
export function flowsByCause(flows, cause) {
    if (!cause) {
        return flows;
    }
    return flows
        .filter((flow) => flow.causes[cause])
        .map((flow) => ({...flow, count: flow.causes[cause]}));
}

/**
 * @param {Object[]} flows
 * @returns {Object} counts by cause
 */
export function countCauses(flows) {
    const counts = {};
    for (const {causes} of flows) {
        for (const [cause, count] of Object.entries(causes)) {
            counts[cause] = (counts[cause] || 0) + count;
        }
    }
    return counts;
}

/**
 * Arrange moves as a table: a row per segment left, a column per segment entered.
 *
 * @param {Object[]} places segments in the order of the matrix, outside as the last
 * @param {Object[]} flows
 * @returns {{rows: Object[], columns: Object[], count: number, most: number}}
 */
export function arrangeTable(places, flows) {
    const countOf = (from, to) =>
        flows.find((flow) => flow.from_id === from.id && flow.to_id === to.id)?.count ||
        0;
    const sumOf = (key, place) =>
        flows
            .filter((flow) => flow[key] === place.id)
            .reduce((sum, flow) => sum + flow.count, 0);
    const columns = places
        .map((place) => ({...place, count: sumOf("to_id", place)}))
        .filter((place) => place.count);
    const rows = places
        .map((place) => ({...place, count: sumOf("from_id", place)}))
        .filter((place) => place.count)
        .map((place) => ({
            ...place,
            cells: columns.map((column) => ({
                from: place,
                to: column,
                count: countOf(place, column),
            })),
        }));
    return {
        rows,
        columns,
        count: flows.reduce((sum, flow) => sum + flow.count, 0),
        most: Math.max(0, ...flows.map((flow) => flow.count)),
    };
}

/**
 * Lay out moves as ribbons from the segments left to the segments entered.
 *
 * @param {Object[]} places as for `arrangeTable`
 * @param {Object[]} flows
 * @param {{left: number, right: number}} x where ribbons start and end
 * @returns {{from: Object[], to: Object[], ribbons: Object[], height: number}}
 */
export function arrangeRibbons(places, flows, x) {
    const {rows, columns, count} = arrangeTable(places, flows);
    const scale = HEIGHT / Math.max(1, count);
    const from = stack(rows, scale);
    const to = stack(columns, scale);
    const ends = Object.fromEntries(to.map((node) => [node.id, node.start]));
    const ribbons = [];
    for (const node of from) {
        let start = node.start;
        for (const cell of node.cells.filter((one) => one.count)) {
            const thickness = cell.count * scale;
            const end = ends[cell.to.id];
            ribbons.push({
                ...cell,
                key: `${cell.from.id} ${cell.to.id}`,
                path: ribbonPath(x, start, end, thickness),
                label:
                    thickness >= LABELLED
                        ? {x: x.left + 6, y: start + thickness / 2}
                        : null,
            });
            start += thickness;
            ends[cell.to.id] += thickness;
        }
    }
    return {
        from,
        to,
        ribbons,
        height: Math.max(bottomOf(from), bottomOf(to)),
    };
}

/** Put nodes one below the other; a thin one gets the room that its name needs. */
function stack(nodes, scale) {
    let top = 0;
    return nodes.map((node) => {
        const height = node.count * scale;
        const room = Math.max(height, LEAST);
        const placed = {...node, start: top + (room - height) / 2, height};
        placed.middle = top + room / 2;
        placed.bottom = top + room;
        top += room + GAP;
        return placed;
    });
}

function bottomOf(nodes) {
    return nodes.length ? nodes.at(-1).bottom : 0;
}

function ribbonPath({left, right}, start, end, thickness) {
    const middle = (left + right) / 2;
    return [
        `M${left},${start}`,
        `C${middle},${start} ${middle},${end} ${right},${end}`,
        `V${end + thickness}`,
        `C${middle},${end + thickness} ${middle},${start + thickness} ${left},${start + thickness}`,
        "Z",
    ].join(" ");
}
