module.exports = {
    plugins: [require.resolve("@prettier/plugin-xml")],
    printWidth: 88,
    tabWidth: 4,
    bracketSpacing: false,
    trailingComma: "es5",
    proseWrap: "preserve",
    xmlWhitespaceSensitivity: "ignore",
    xmlSelfClosingSpace: true,
};
