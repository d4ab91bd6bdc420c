import {areaStyle} from "../colors";

/** How strong the colour of a cell with little and of the one with most is. */
const FAINT = 0.16;
const STRONG = 0.75;
const EMPTY = 0.06;

/**
 * Arrange what the server sent as it is drawn: the most purchases on top, the latest
 * on the left.
 *
 * @param {Object} data result of crm.lifecycle.segment.get_matrix
 * @param {"count"|"amount"} colorBy
 * @param {Object} [changes] result of crm.lifecycle.move.get_changes
 * @returns {{columns: Object[], rows: Object[]}} bands with their count, and for each
 *  row its cells, with their share and style, and their change where it is known
 */
export function arrangeMatrix(data, colorBy, changes) {
    const most = Math.max(0, ...data.cells.map((cell) => cell[colorBy]));
    const cells = data.cells.map((cell) => ({
        ...cell,
        share: data.customer_count ? cell.count / data.customer_count : 0,
        style: areaStyle(cell.color, strength(cell[colorBy], most)),
        change: changes?.days ? changeOf(data, cell, changes.flows) : null,
    }));
    const withCount = (band, key) => ({
        ...band,
        count: cells
            .filter((cell) => cell[key] === band.id)
            .reduce((sum, cell) => sum + cell.count, 0),
    });
    const columns = data.recency_bands.map((band) =>
        withCount(band, "recency_band_id")
    );
    const rows = data.count_bands.toReversed().map((band) => ({
        ...withCount(band, "count_band_id"),
        cells: columns
            .map((column) =>
                cells.find(
                    (cell) =>
                        cell.count_band_id === band.id &&
                        cell.recency_band_id === column.id
                )
            )
            .filter(Boolean),
    }));
    return {columns, rows};
}

/** Follow the square root, so that one big cell does not make all others look empty. */
function strength(value, most) {
    if (value <= 0 || most <= 0) {
        return EMPTY;
    }
    return FAINT + (STRONG - FAINT) * Math.sqrt(value / most);
}

/**
 * @param {Object} data result of crm.lifecycle.segment.get_matrix
 * @returns {{active: number, needed: number}} active customers, and how many more there
 *  have to be to reach the target (negative: how many more there are)
 */
export function compareWithTarget(data) {
    const active = Math.round(data.active_share * data.customer_count);
    // What is a whole number in decimals may be a hair above it in floats.
    const goal = Math.ceil(Number((data.target * data.customer_count).toFixed(6)));
    return {active, needed: goal - active};
}

/**
 * @returns {{entered: number, left: number, difference: number, tone: string}} who came
 *  and went; the tone says whether that is good news: more active customers are, more
 *  of those who stay away are not
 */
function changeOf(data, cell, flows) {
    const sum = (key) =>
        flows
            .filter((flow) => flow[key] === cell.id)
            .reduce((total, flow) => total + flow.count, 0);
    const entered = sum("to_id");
    const left = sum("from_id");
    const difference = entered - left;
    const isActive = cell.recency_band_id === data.recency_bands[0].id;
    const isGood = isActive ? difference > 0 : difference < 0;
    return {
        entered,
        left,
        difference,
        tone: difference ? (isGood ? "text-success" : "text-danger") : "text-muted",
    };
}

/**
 * Sum the moves up to what they mean: who came, came back, bought more, or went quiet.
 *
 * @param {Object} data result of crm.lifecycle.segment.get_matrix
 * @param {Object[]} flows those of crm.lifecycle.move.get_changes
 * @returns {Object[]} `kind`, `band` (a name), `count`, `isGood`, and `from`, `to`
 *  (segment ids, false for outside) and `cause` of the moves behind it
 */
export function summarizeMoves(data, flows) {
    const idsOf = (key, bands) =>
        data.cells
            .filter((cell) => bands.some((band) => band.id === cell[key]))
            .map((cell) => cell.id);
    const everywhere = data.cells.map((cell) => cell.id);
    const [first, ...later] = data.recency_bands;
    const summaries = [
        {kind: "new", band: "", isGood: true, from: [false], to: everywhere},
        {
            kind: "back",
            band: first.name,
            isGood: true,
            from: idsOf("recency_band_id", later),
            to: idsOf("recency_band_id", [first]),
        },
        ...data.count_bands.slice(1).map((band, index) => ({
            kind: "more",
            band: band.name,
            isGood: true,
            from: idsOf("count_band_id", data.count_bands.slice(0, index + 1)),
            to: idsOf("count_band_id", [band]),
        })),
        ...later.map((band, index) => ({
            kind: "less",
            band: band.name,
            isGood: false,
            from: idsOf("recency_band_id", data.recency_bands.slice(0, index + 1)),
            to: idsOf("recency_band_id", [band]),
        })),
    ];
    return summaries.map((summary) => {
        const cause = summary.kind === "less" ? "time" : "purchase";
        const count = flows
            .filter(
                (flow) =>
                    summary.from.includes(flow.from_id) &&
                    summary.to.includes(flow.to_id)
            )
            .reduce((total, flow) => total + (flow.causes[cause] || 0), 0);
        return {...summary, cause, count};
    });
}
