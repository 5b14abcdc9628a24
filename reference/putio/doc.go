// Package putio is both roles of put.io API v1: a Server that a client of 2011 works
// with unmodified and that really fetches, unpacks, keeps and streams files, and a
// Client with all 24 methods.
//
// The server speaks through the protocol's codec (codec/putio) and fetches torrents
// with any engine.Engine, which is the server's alone; plain links it fetches itself,
// from loopback unless that is lifted. Package bundle puts all of it together in one
// call.
//
// # State
//
// Each account is one file, accounts/<id>.json, and each file's content another,
// content/<n>. A change is a new account file, written aside, synced and renamed
// before the answer goes out; content is on the disk before an account file names it,
// and what none names is swept at the next start. So a process that is killed loses
// nothing that it has acknowledged, and nothing is ever half there.
//
// # Choices where the documents are silent
//
//   - Items of one folder may have equal names; ids tell them apart.
//   - Extracted archives stay, and their content stands beside them. An archive that
//     cannot be unpacked, or not within the bounds, stays as it is, and a message says
//     why; its transfer is no error.
//   - A transfer whose torrent nobody wants is done seeding after Options.SeedIdle.
//   - Bandwidth is taken by links of premium hosts only (paid_bw).
//   - Wrong arguments are an error envelope; an unknown orderby is the default order.
package putio
