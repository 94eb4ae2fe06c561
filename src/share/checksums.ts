/** What ngrok published as version 1.7.0 of its SDK: the files that are loaded, each with its SHA-256. */

export const VERSION = "1.7.0";

export const CHECKSUMS: Readonly<Record<string, string>> = {
  "index.js": "6d087e56dea2a31d8d778632d16609c75c232a2cb32048f0970aa258aa6e1722",
  "ngrok.android-arm64.node": "3b851271806d238251ec37f9ec518c52dfd4b9884c82917c658f1abc0284a9c9",
  "ngrok.darwin-arm64.node": "3c13507f2b62339f2f86310484deacb7944401275222af680a47d40bcc33a586",
  "ngrok.darwin-universal.node": "039af4bd876e944ecd514ce06e81c22c23a421eca9cf635b2eb6b2be6f043f2f",
  "ngrok.darwin-x64.node": "fecbddc33ae37d4168493d4907a1eb7aaf928a28fe0deda415c62acb114385c4",
  "ngrok.freebsd-x64.node": "bfc90934ad4e694495b823428eb2813e122fbdd0274f43ce779f2e708067f1be",
  "ngrok.linux-arm-gnueabihf.node": "cdfdb04649a5792ac182f8e9bdab47365851cb6300e73a59ddbbc31c71a33db7",
  "ngrok.linux-arm64-gnu.node": "a97dc044f1d5b8523d55fcff00bf337fbd5081b97d315bc5ac807a65038fdf10",
  "ngrok.linux-arm64-musl.node": "5c153cbc98a90478da34d20a034c59201655f3073f87ad2f3e2b1653ade3b3d5",
  "ngrok.linux-x64-gnu.node": "9e95b240dd7ea23b668b924cc73502c19d152da2760ccdbd35d960dbc234e0ec",
  "ngrok.linux-x64-musl.node": "33fb08d50d610ce8576bb2273300403cc5654eabe9c342b5c10dda510d5b8259",
  "ngrok.win32-arm64-msvc.node": "12dfbe935a70eb970a1953f70600b6dec4510d6c3f8b416b7382146aae8e6921",
  "ngrok.win32-ia32-msvc.node": "6741dbccc9a8df2203ee92f3143a395942d95cde43e046cf1f609ff25c93061b",
  "ngrok.win32-x64-msvc.node": "a4923b1cd0ffd4b85658d0e26b8f131a1ff3eb73abef06c63cdd8f9da06ea0b6",
};
