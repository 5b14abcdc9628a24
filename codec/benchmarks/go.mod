module enginespec/codec/benchmarks

go 1.26.0

require (
	enginespec v0.0.0
	github.com/IncSW/go-bencode v0.2.2
	github.com/anacrolix/torrent v1.61.0
	github.com/cristalhq/bencode v0.4.0
	github.com/jackpal/bencode-go v1.0.2
	github.com/mailru/easyjson v0.9.2
	github.com/marksamman/bencode v0.0.0-20150821143521-dc84f26e086e
	github.com/trim21/go-bencode v0.1.2
	github.com/zeebo/bencode v1.0.0
)

require (
	github.com/anacrolix/missinggo v1.3.0 // indirect
	github.com/anacrolix/missinggo/v2 v2.11.0 // indirect
	github.com/go-json-experiment/json v0.0.0-20260820222146-c27c302e5fc3 // indirect
	github.com/huandu/xstrings v1.3.2 // indirect
	github.com/josharian/intern v1.0.0 // indirect
)

replace enginespec => ../..
