/** Sizes of the drawing, in pixels. */
export const NODE_WIDTH = 216;
export const NODE_HEIGHT = 96;
const GAP = 18;
const LEVEL = 40;
const INDENT = 22;
const COLUMNS = 5;
const DEEP_COLUMNS = 4;

/**
 * Sort people into trees by whom they report to. Somebody whose manager is not among
 * them stands on top. In what would be a circle everybody is shown once all the same.
 *
 * @param {Object[]} people as the server gives them, those that count most first
 * @returns {{trees: Object[], loose: Object[]}} nodes ({person, children}) on top of
 *  others, and those without any line
 */
export function buildTrees(people) {
    const nodes = new Map(people.map((person) => [person.id, {person, children: []}]));
    const tops = [];
    for (const node of nodes.values()) {
        const manager = nodes.get(node.person.manager_id);
        if (manager && manager !== node) {
            manager.children.push(node);
        } else {
            tops.push(node);
        }
    }
    return {
        trees: tops.filter((node) => node.children.length),
        loose: tops.filter((node) => !node.children.length),
    };
}

/** Return everybody below a node, and the node: a Set of ids. */
export function idsBelow(people, id) {
    const found = new Set([id]);
    let size = 0;
    while (size !== found.size) {
        size = found.size;
        for (const person of people) {
            if (found.has(person.manager_id)) {
                found.add(person.id);
            }
        }
    }
    return found;
}

/** Return the tree as lines of an indented list: [{person, depth}]. */
export function flatten(node, depth = 0) {
    return [
        {person: node.person, depth},
        ...node.children.flatMap((child) => flatten(child, depth + 1)),
    ];
}

/**
 * Place a tree: those right below the top in columns, everybody further below hanging
 * under their manager, so that many people stay narrow enough to be read.
 *
 * @param {Object} top a node with children
 * @returns {{width: number, height: number, places: Object[], lines: string[]}} places
 *  are {person, x, y}, lines are SVG paths
 */
export function layoutTree(top) {
    const drawing = {places: [], lines: []};
    const columns = toColumns(top.children);
    const isFlat = columns.every((column) => column.length === 1);
    let x = 0;
    const begin = NODE_HEIGHT + LEVEL;
    const entries = [];
    let height = begin;
    for (const column of columns) {
        const offset = isFlat ? 0 : INDENT;
        let y = begin;
        let width = 0;
        for (const node of column) {
            if (!isFlat) {
                drawing.lines.push(elbow(x + INDENT / 2, begin - LEVEL / 2, y, INDENT));
            }
            const size = hang(node, x + offset, y, drawing);
            y += size.height + GAP;
            width = Math.max(width, size.width + offset);
        }
        entries.push(isFlat ? x + NODE_WIDTH / 2 : x + INDENT / 2);
        x += width + GAP;
        height = Math.max(height, y - GAP);
    }
    const width = Math.max(x - GAP, NODE_WIDTH);
    const first = entries[0];
    const last = entries[entries.length - 1];
    const middle = Math.min(
        Math.max((first + last) / 2, NODE_WIDTH / 2),
        width - NODE_WIDTH / 2
    );
    drawing.places.push({person: top.person, x: middle - NODE_WIDTH / 2, y: 0});
    const bus = NODE_HEIGHT + LEVEL / 2;
    drawing.lines.push(
        `M ${middle} ${NODE_HEIGHT} V ${bus}`,
        `M ${Math.min(first, middle)} ${bus} H ${Math.max(last, middle)}`
    );
    if (isFlat) {
        drawing.lines.push(...entries.map((entry) => `M ${entry} ${bus} V ${begin}`));
    }
    return {...drawing, width, height};
}

/** Share out nodes to few columns of about the same height. */
function toColumns(nodes) {
    const isDeep = nodes.some((node) => node.children.length);
    const most = isDeep ? DEEP_COLUMNS : COLUMNS;
    const columns = Array.from({length: Math.min(nodes.length, most)}, () => ({
        nodes: [],
        size: 0,
    }));
    for (const node of nodes) {
        const column = columns.reduce((low, one) => (one.size < low.size ? one : low));
        column.nodes.push(node);
        column.size += flatten(node).length;
    }
    return columns.map((column) => column.nodes);
}

function hang(node, x, y, drawing) {
    drawing.places.push({person: node.person, x, y});
    let bottom = y + NODE_HEIGHT;
    let width = NODE_WIDTH;
    for (const child of node.children) {
        const top = bottom + GAP;
        drawing.lines.push(elbow(x + INDENT / 2, y + NODE_HEIGHT, top, INDENT));
        const size = hang(child, x + INDENT, top, drawing);
        bottom = top + size.height;
        width = Math.max(width, size.width + INDENT);
    }
    return {width, height: bottom - y};
}

function elbow(x, from, top, indent) {
    return `M ${x} ${from} V ${top + NODE_HEIGHT / 2} H ${x + indent / 2}`;
}
