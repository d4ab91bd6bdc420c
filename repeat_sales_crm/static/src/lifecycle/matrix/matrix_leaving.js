import {Component, useState} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";

import {formatAmount, formatDay, formatInteger} from "./matrix_format";

/** The last day of "this week", counted from today. */
const WEEK = 7;

/**
 * Who will leave a recency band in the coming days if nothing happens.
 */
export class MatrixLeaving extends Component {
    static template = "repeat_sales_crm.MatrixLeaving";
    static props = {data: Object, outlook: Object, doors: Object};

    setup() {
        this.state = useState({bandId: this.bands[0]?.id});
        this.formatDay = formatDay;
        this.formatInteger = formatInteger;
    }

    /** The bands that time takes customers from, with their names. */
    get bands() {
        return this.props.outlook.bands.map((band) => ({
            ...band,
            id: band.band_id,
            name: this.props.data.recency_bands.find(({id}) => id === band.band_id)
                ?.name,
        }));
    }

    get band() {
        return this.bands.find(({id}) => id === this.state.bandId) || this.bands[0];
    }

    get words() {
        const {days} = this.props.outlook;
        const {name, count, amount} = this.band;
        return {
            title: _t("Leaving in %s days", days),
            list: _t("Leaving %(band)s in %(days)s days", {band: name, days}),
            count:
                count === 1
                    ? _t("1 customer")
                    : _t("%s customers", formatInteger(count)),
            worth: _t(
                "bought %s in the last 12 months",
                formatAmount(amount, this.props.data.company.currency_id, true)
            ),
            nobody: _t("Nobody leaves %(band)s in %(days)s days.", {
                band: name,
                days,
            }),
        };
    }

    purchasesInWords(count) {
        return count === 1
            ? _t("1 purchase")
            : _t("%s purchases", formatInteger(count));
    }

    /** Parts of the time ahead: a name, the first and the last day, who leaves then. */
    get parts() {
        const today = luxon.DateTime.fromISO(this.props.data.today);
        const inDays = (days) => today.plus({days}).toISODate();
        const lines = this.props.outlook.leaving.filter(
            (line) => line.recency_band_id === this.band.id
        );
        return [
            {name: _t("Tomorrow"), from: this.props.data.today, to: inDays(1)},
            {name: _t("This week"), from: inDays(2), to: inDays(WEEK)},
            {name: _t("Later"), from: inDays(WEEK + 1), to: this.props.outlook.until},
        ].map((part) => ({
            ...part,
            count: lines
                .filter((line) => line.day >= part.from && line.day <= part.to)
                .reduce((sum, line) => sum + line.count, 0),
        }));
    }

    open(name, conditions = []) {
        return this.props.doors.leavers(name, [
            ["recency_band_id", "=", this.band.id],
            ["segment_id", "!=", false],
            ["next_move_date", "<=", this.props.outlook.until],
            ...conditions,
        ]);
    }

    openAll() {
        return this.open(this.words.list);
    }

    openPart(part) {
        return this.open(
            _t("Leaving %(band)s: %(when)s", {band: this.band.name, when: part.name}),
            [
                ["next_move_date", ">=", part.from],
                ["next_move_date", "<=", part.to],
            ]
        );
    }
}
