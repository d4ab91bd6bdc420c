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
 * @returns {{columns: Object[], rows: Object[]}} bands with their count, and for each
 *  row its cells, with their share and style
 */
export function arrangeMatrix(data, colorBy) {
    const most = Math.max(0, ...data.cells.map((cell) => cell[colorBy]));
    const cells = data.cells.map((cell) => ({
        ...cell,
        share: data.customer_count ? cell.count / data.customer_count : 0,
        style: areaStyle(cell.color, strength(cell[colorBy], most)),
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
