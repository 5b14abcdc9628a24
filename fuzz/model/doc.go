// Package model has a model of each protocol's session, and drives the reference through
// any sequence of legal and illegal commands, cuts, reconnections and troubles of its core,
// in a bubble of virtual time. After each command what came must be what the model says;
// the suite's monitors watch all of it. Rapid draws the sequences and shrinks those that
// fail; the shortest is written as a session.
package model
