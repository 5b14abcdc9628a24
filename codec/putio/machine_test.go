package putio_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"enginespec/codec/putio"
)

// transitions is the table of the specification, without Gone, which every status
// but Gone can become. T needs a torrent, A archives.
var transitions = map[putio.Status]string{
	putio.Gone:                  "Waiting|In queue|Error",
	putio.Waiting:               "In queue|Error",
	putio.InQueue:               "T:Looking for peers|Downloading|Error",
	putio.LookingForPeers:       "Downloading|T:Downloading and seeding|Error",
	putio.Downloading:           "T:Downloading and seeding|T:Looking for peers|T:Seeding|In complete queue|Error",
	putio.DownloadingAndSeeding: "Downloading|T:Looking for peers|T:Seeding|In complete queue|Error",
	putio.Seeding:               "In complete queue|Error",
	putio.InCompleteQueue:       "A:In extraction queue|Completing|Error",
	putio.InExtractionQueue:     "A:Extracting|Error",
	putio.Extracting:            "Completing|Error",
	putio.Completing:            "A:In extraction queue|Completed|Error",
	putio.Completed:             "",
	putio.Error:                 "",
}

func TestMachine(t *testing.T) {
	all := append(putio.Statuses(), putio.Gone)
	assert.Len(t, transitions, len(all))
	for from, row := range transitions {
		for _, traits := range []putio.Traits{{}, {Torrent: true}, {Archives: true}, {Torrent: true, Archives: true}} {
			for _, to := range all {
				want := to == putio.Gone && from != putio.Gone
				for _, cell := range split(row) {
					switch {
					case cell == "T:"+string(to):
						want = traits.Torrent
					case cell == "A:"+string(to):
						want = traits.Archives
					case to != putio.Gone && cell == string(to):
						want = true
					}
				}
				assert.Equal(t, want, from.CanBecome(to, traits), "%q to %q, %+v", from, to, traits)
			}
		}
	}
}

func split(row string) (cells []string) {
	for row != "" {
		i := slices.Index([]byte(row), '|')
		if i < 0 {
			return append(cells, row)
		}
		cells, row = append(cells, row[:i]), row[i+1:]
	}
	return cells
}

func TestReach(t *testing.T) {
	link, torrent := putio.Traits{}, putio.Traits{Torrent: true, Archives: true}
	assert.True(t, putio.Waiting.CanReach(putio.Completing, link))
	assert.True(t, putio.Downloading.CanReach(putio.Downloading, link))
	assert.False(t, putio.Waiting.CanReach(putio.Seeding, link))
	assert.True(t, putio.Waiting.CanReach(putio.Extracting, torrent))
	assert.False(t, putio.Seeding.CanReach(putio.Downloading, torrent))
	assert.False(t, putio.Error.CanReach(putio.InQueue, torrent), "not through Gone")
	assert.True(t, putio.Error.CanReach(putio.Gone, torrent))
	assert.False(t, putio.InQueue.CanReach(putio.Waiting, torrent))
}

func TestStatuses(t *testing.T) {
	active := 0
	for _, s := range putio.Statuses() {
		low, high := s.Percent()
		assert.LessOrEqual(t, low, high)
		assert.True(t, s.Known())
		assert.Equal(t, s != putio.Completed, s.Visible())
		if s.Active() {
			active++
		}
		got, known := putio.ReadStatus(string(s))
		assert.True(t, known)
		assert.Equal(t, s, got)
	}
	assert.Equal(t, 9, active)
	assert.True(t, putio.Seeding.Active())
	assert.False(t, putio.Waiting.Active())
	assert.False(t, putio.Error.Active())
	assert.True(t, putio.Status("Prowling").Active())
	s, known := putio.ReadStatus("Prowling")
	assert.False(t, known)
	assert.Equal(t, putio.Status("Prowling"), s)
	s, _ = putio.ReadStatus("LOOKING for Peers")
	assert.Equal(t, putio.LookingForPeers, s)
	s, _ = putio.ReadStatus("Some ERROR here")
	assert.Equal(t, putio.Error, s)
}
