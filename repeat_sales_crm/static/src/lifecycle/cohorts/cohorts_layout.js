/**
 * Arrange cohorts as a triangle, with averages.
 *
 * @param {Object[]} cohorts those of crm.customer.get_cohorts
 * @param {"again"|"active"} measure
 * @returns {{rows: Object[], columns: number[], averages: Object[]}} rows have `month`,
 *  `size` and `cells`; a cell has `after` (months), `count`, `share` and `isOpen`: its
 *  month is not over. Averages weigh each customer the same and leave out open months.
 */
export function arrangeCohorts(cohorts, measure) {
    const rows = cohorts
        .filter((cohort) => cohort.size)
        .map((cohort) => ({
            month: cohort.month,
            size: cohort.size,
            cells: cohort[measure].map((count, after) => ({
                after,
                count,
                share: count / cohort.size,
                isOpen: after === cohort[measure].length - 1,
            })),
        }));
    const columns = [
        ...Array(Math.max(0, ...rows.map((row) => row.cells.length))).keys(),
    ];
    const averages = columns.map((after) => {
        const closed = rows.filter(
            (row) => row.cells[after] && !row.cells[after].isOpen
        );
        const size = closed.reduce((sum, row) => sum + row.size, 0);
        const count = closed.reduce((sum, row) => sum + row.cells[after].count, 0);
        return {after, size, count, share: size ? count / size : 0};
    });
    return {rows, columns, averages};
}

/**
 * @param {string} month ISO date of its first day
 * @param {number} after months later
 * @returns {string} ISO date of the last day of that month
 */
export function endOfMonth(month, after) {
    return luxon.DateTime.fromISO(month)
        .plus({months: after})
        .endOf("month")
        .toISODate();
}
