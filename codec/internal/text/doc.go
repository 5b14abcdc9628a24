// Package text is the scanning and writing of decimal numbers for TS Engine,
// CTCS and Transmission IPC. A status is fifteen numbers and little else, so the number
// is where their time goes.
package text
