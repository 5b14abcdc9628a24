// Package text is the scanning and writing of decimal numbers for the line
// protocols, TS Engine and CTCS. A status line is fifteen numbers and little
// else, so the number is where their time goes.
package text
