import {mixCssColors} from "@web/core/utils/colors";
import {_t} from "@web/core/l10n/translation";

import {solidColor} from "../colors";
import {
    formatAmount,
    formatDay,
    formatInteger,
    formatShare,
} from "../matrix/matrix_format";

const INK = "#374151";
const GRID = "#e5e7eb";

/** How strong areas are: what the ledger knows, and what was derived afterwards. */
const KNOWN = 0.75;
const DERIVED = 0.35;

/** How much segments of the same colour differ: the upper ones are lighter. */
const LIGHTER = 0.25;

/**
 * @param {Object} data result of crm.lifecycle.snapshot.get_trend
 * @param {"counts"|"amounts"} measure
 * @param {Function} onDay called with the day that was clicked
 * @returns {Object} configuration of the stacked areas
 */
export function areasConfig(data, measure, onDay) {
    const format = (value) =>
        measure === "counts"
            ? formatInteger(value)
            : formatAmount(value, data.company.currency_id, true);
    return {
        type: "line",
        data: {
            datasets: arrangeSegments(data.segments).map((segment) =>
                areaOf(data, segment, measure)
            ),
        },
        options: {
            ...commonOptions(data, onDay),
            scales: {
                x: dayScale(data),
                y: {
                    stacked: true,
                    beginAtZero: true,
                    grid: {color: GRID},
                    ticks: {color: INK, maxTicksLimit: 6, callback: format},
                },
            },
            plugins: {
                legend: {display: false},
                tooltip: tooltip(data, (item) =>
                    item.parsed.y
                        ? `${item.dataset.label}: ${format(item.parsed.y)}`
                        : null
                ),
            },
        },
    };
}

/**
 * @param {Object} data result of crm.lifecycle.snapshot.get_trend
 * @param {Function} onDay called with the day that was clicked
 * @returns {Object} configuration of the line of the active share, and the target
 */
export function shareConfig(data, onDay) {
    const isDerived = (context) => data.points[context.p0DataIndex].is_derived;
    return {
        type: "line",
        data: {
            datasets: [
                {
                    label: _t("Active customers"),
                    data: data.points.map(({day, active_share: y}) => ({
                        x: moment(day),
                        y,
                    })),
                    borderColor: INK,
                    borderWidth: 2,
                    pointRadius: data.points.length > 60 ? 0 : 2,
                    pointBackgroundColor: INK,
                    segment: {
                        borderColor: (context) =>
                            isDerived(context)
                                ? mixCssColors(INK, "#ffffff", 0.4)
                                : INK,
                    },
                },
                {
                    label: _t("Target"),
                    data: [data.points[0], data.points.at(-1)].map(({day}) => ({
                        x: moment(day),
                        y: data.target,
                    })),
                    borderColor: "#111827",
                    borderWidth: 1,
                    borderDash: [5, 4],
                    pointRadius: 0,
                    pointHitRadius: 0,
                },
            ],
        },
        options: {
            ...commonOptions(data, onDay),
            scales: {
                x: dayScale(data),
                y: {
                    beginAtZero: true,
                    suggestedMax: Math.max(data.target * 1.2, 0.1),
                    grid: {color: GRID},
                    ticks: {color: INK, maxTicksLimit: 5, callback: formatShare},
                },
            },
            plugins: {
                legend: {display: false},
                tooltip: tooltip(data, (item) =>
                    item.datasetIndex ? null : formatShare(item.parsed.y)
                ),
            },
        },
    };
}

/**
 * Order segments for stacking: those who stayed away the longest at the bottom, and of
 * the same recency those who bought most. Those that share a colour get shades of it.
 *
 * @param {Object[]} segments in the order of the matrix
 * @returns {Object[]}
 */
export function arrangeSegments(segments) {
    const bands = [...new Set(segments.map((segment) => segment.recency_band_id))];
    return bands.toReversed().flatMap((band) =>
        segments
            .filter((segment) => segment.recency_band_id === band)
            .map((segment, index) => ({
                ...segment,
                shade: mixCssColors(
                    solidColor(segment.color),
                    "#ffffff",
                    1 - Math.min(0.75, index * LIGHTER)
                ),
            }))
    );
}

function areaOf(data, segment, measure) {
    const known = mixCssColors(segment.shade, "#ffffff", KNOWN);
    const derived = mixCssColors(segment.shade, "#ffffff", DERIVED);
    const colorOf = (context) =>
        data.points[context.p0DataIndex].is_derived ? derived : known;
    return {
        label: segment.name,
        data: data.points.map((point) => ({
            x: moment(point.day),
            y: point[measure][segment.id] || 0,
        })),
        fill: true,
        backgroundColor: known,
        borderColor: "#ffffff",
        borderWidth: 1,
        pointRadius: 0,
        pointHitRadius: 0,
        pointBackgroundColor: segment.shade,
        segment: {backgroundColor: colorOf},
    };
}

function commonOptions(data, onDay) {
    return {
        animation: false,
        maintainAspectRatio: false,
        parsing: false,
        interaction: {mode: "nearest", axis: "x", intersect: false},
        onHover(event, elements) {
            event.native.target.style.cursor = elements.length ? "pointer" : "default";
        },
        onClick(event, elements) {
            if (elements.length) {
                const {element, datasetIndex, index} = elements[0];
                const isTarget = !element || index >= data.points.length;
                if (!isTarget && (datasetIndex === 0 || data.points[index])) {
                    onDay(data.points[index].day);
                }
            }
        },
    };
}

function dayScale(data) {
    return {
        type: "linear",
        min: moment(data.points[0].day),
        max: moment(data.points.at(-1).day),
        grid: {display: false},
        ticks: {color: INK, maxRotation: 0, autoSkip: true, callback: formatMonth},
        afterBuildTicks(axis) {
            axis.ticks = monthStarts(data).map((value) => ({value}));
        },
    };
}

function formatMonth(value) {
    const day = luxon.DateTime.fromMillis(value, {zone: "utc"});
    if (day.day !== 1) {
        return day.toLocaleString({day: "numeric", month: "short"});
    }
    return day.toLocaleString(
        day.month === 1 ? {month: "short", year: "numeric"} : {month: "short"}
    );
}

function monthStarts(data) {
    const [first, last] = [data.points[0].day, data.points.at(-1).day].map((day) =>
        luxon.DateTime.fromISO(day, {zone: "utc"})
    );
    const starts = [];
    let month = first.startOf("month");
    while (month <= last) {
        if (month >= first) {
            starts.push(month.toMillis());
        }
        month = month.plus({months: 1});
    }
    return starts.length > 1 ? starts : [first.toMillis(), last.toMillis()];
}

function tooltip(data, label) {
    return {
        itemSort: (first, second) => second.datasetIndex - first.datasetIndex,
        callbacks: {
            title([item]) {
                const point = item && data.points[item.dataIndex];
                if (!point) {
                    return "";
                }
                const day = formatDay(point.day, {isFull: true});
                return point.is_derived ? _t("%s, derived from purchases", day) : day;
            },
            label,
        },
    };
}

function moment(day) {
    return luxon.DateTime.fromISO(day, {zone: "utc"}).toMillis();
}
