import {Component, onMounted, onWillUnmount, useRef, useState} from "@odoo/owl";

import {solidColor} from "../colors";
import {formatInteger} from "../matrix/matrix_format";
import {arrangeRibbons} from "./movement_layout";

/** Room for the names at both sides, and the width of the bars between. */
const NAMES = {wide: 170, small: 134};
const BAR = 8;

/**
 * The moves as a picture: from the segments that were left to those that were entered.
 * A ribbon has the colour of where it leads.
 */
export class MovementRibbons extends Component {
    static template = "repeat_sales_crm.MovementRibbons";
    static props = {
        places: Array,
        flows: Array,
        label: String,
        describe: Function,
        onOpen: Function,
    };

    setup() {
        this.root = useRef("root");
        this.state = useState({width: 0});
        this.bar = BAR;
        this.formatInteger = formatInteger;
        this.solidColor = solidColor;
        const observer = new ResizeObserver(([entry]) => {
            this.state.width = Math.floor(entry.contentRect.width);
        });
        onMounted(() => observer.observe(this.root.el));
        onWillUnmount(() => observer.disconnect());
    }

    get names() {
        return this.state.width < 520 ? NAMES.small : NAMES.wide;
    }

    get picture() {
        return arrangeRibbons(this.props.places, this.props.flows, {
            left: this.names + BAR,
            right: this.state.width - this.names - BAR,
        });
    }
}
