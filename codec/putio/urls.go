package putio

// ExtractedURL is one link that urls.extracturls found.
type ExtractedURL struct{ URL string }

var extractedURLTable = table[ExtractedURL]{
	{name: "url", at: func(v *ExtractedURL) any { return &v.URL }},
}

func (v *ExtractedURL) decode(s *scanner) { extractedURLTable.decode(s, v) }
func (v *ExtractedURL) append(w *writer)  { extractedURLTable.append(w, v) }

// URLsExtracturls asks for the links in a text or on a page. Either may be nil
// (PUTIO-094). Links are known by their scheme; a torrent needs .torrent.
type URLsExtracturls struct {
	Txt *string
	URL *string
}

var urlsExtracturlsTable = table[URLsExtracturls]{
	{name: "txt", at: func(v *URLsExtracturls) any { return &v.Txt }, opt: true, when: func(v *URLsExtracturls) bool { return v.Txt != nil }},
	{name: "url", at: func(v *URLsExtracturls) any { return &v.URL }, opt: true, when: func(v *URLsExtracturls) bool { return v.URL != nil }},
}

// Method returns urls.extracturls.
func (*URLsExtracturls) Method() Method      { return MethodURLsExtracturls }
func (v *URLsExtracturls) decode(s *scanner) { urlsExtracturlsTable.decode(s, v) }
func (v *URLsExtracturls) append(w *writer)  { urlsExtracturlsTable.append(w, v) }

// URLsAnalyze asks for an [Analysis] of links. It starts nothing (PUTIO-088).
type URLsAnalyze struct{ Links []string }

var urlsAnalyzeTable = table[URLsAnalyze]{
	{name: "links", at: func(v *URLsAnalyze) any { return &v.Links }},
	{name: "urls", as: "links", rule: URLsParam},
}

// Method returns urls.analyze.
func (*URLsAnalyze) Method() Method      { return MethodURLsAnalyze }
func (v *URLsAnalyze) decode(s *scanner) { urlsAnalyzeTable.decode(s, v) }
func (v *URLsAnalyze) append(w *writer)  { urlsAnalyzeTable.append(w, v) }

// Analysis is the answer of urls.analyze: what the links would cost. [NewReport]
// makes of it the report of the document.
type Analysis struct {
	DiskAvail Size // bytes
	BWAvail   Size // bytes
	Items     AnalysisItems
}

var analysisTable = table[Analysis]{
	{name: "disk_avail", at: func(v *Analysis) any { return &v.DiskAvail }},
	{name: "bw_avail", at: func(v *Analysis) any { return &v.BWAvail }},
	{name: "items", at: func(v *Analysis) any { return &v.Items }},
}

// Total returns 1.
func (v *Analysis) Total() int64      { return 1 }
func (v *Analysis) decode(s *scanner) { single(s, analysisTable, v) }
func (v *Analysis) append(w *writer)  { analysisTable.append(w, v) }

// AnalysisItems are the links by kind: every submitted link is once in one of the
// lists or in the parts of a set (PUTIO-087). All four are always written.
type AnalysisItems struct {
	SingleURL    Links
	Torrent      Links
	MultipartURL Sets
	Error        Links // what cannot be fetched, with the reason
}

var analysisItemsTable = table[AnalysisItems]{
	{name: "singleurl", at: func(v *AnalysisItems) any { return &v.SingleURL }},
	{name: "torrent", at: func(v *AnalysisItems) any { return &v.Torrent }},
	{name: "multiparturl", at: func(v *AnalysisItems) any { return &v.MultipartURL }},
	{name: "error", at: func(v *AnalysisItems) any { return &v.Error }},
	{name: "multipart", as: "multiparturl", rule: Multipart},
	{name: "torrenturl", as: "torrent", rule: Multipart},
}

func (v *AnalysisItems) decode(s *scanner) { analysisItemsTable.decode(s, v) }
func (v *AnalysisItems) append(w *writer)  { analysisItemsTable.append(w, v) }

// The handlers of a link, Link.DLHandler.
const (
	HandlerTorrent   Count = 1
	HandlerRapid     Count = 2
	HandlerSingleURL Count = 3
	HandlerUpload    Count = 4
	HandlerMultipart Count = 5
)

// Link is one analysed link.
type Link struct {
	URL       string
	Name      string
	Size      Size
	HumanSize string // 1024-based, one or two decimals, then B K M G T P E: "89.9K"
	PaidBW    Size   // bytes taken from the bandwidth quota
	Source    string // host, may be empty
	Type      string
	TypeName  string // may be empty
	FileType  *Count // code of an ItemType
	FileSize  *Size
	DLHandler *Count // HandlerTorrent to HandlerMultipart
	DLType    *Count // 1 paid, 2 torrent, 3 url, 4 paid multipart
	NeedsPass *Switch
	Error     *string // nil: null, it can be fetched
}

var linkTable = table[Link]{
	{name: "url", at: func(v *Link) any { return &v.URL }},
	{name: "name", at: func(v *Link) any { return &v.Name }},
	{name: "size", at: func(v *Link) any { return &v.Size }},
	{name: "human_size", at: func(v *Link) any { return &v.HumanSize }},
	{name: "paid_bw", at: func(v *Link) any { return &v.PaidBW }},
	{name: "source", at: func(v *Link) any { return &v.Source }, opt: true, when: func(v *Link) bool { return v.Source != "" }},
	{name: "type", at: func(v *Link) any { return &v.Type }},
	{name: "type_name", at: func(v *Link) any { return &v.TypeName }, opt: true, when: func(v *Link) bool { return v.TypeName != "" }},
	{name: "file_type", at: func(v *Link) any { return &v.FileType }, opt: true, when: func(v *Link) bool { return v.FileType != nil }},
	{name: "file_size", at: func(v *Link) any { return &v.FileSize }, opt: true, when: func(v *Link) bool { return v.FileSize != nil }},
	{name: "dl_handler", at: func(v *Link) any { return &v.DLHandler }, opt: true, when: func(v *Link) bool { return v.DLHandler != nil }},
	{name: "dltype", at: func(v *Link) any { return &v.DLType }, opt: true, when: func(v *Link) bool { return v.DLType != nil }},
	{name: "needs_pass", at: func(v *Link) any { return &v.NeedsPass }, opt: true, when: func(v *Link) bool { return v.NeedsPass != nil }},
	{name: "error", at: func(v *Link) any { return &v.Error }},
}

func (v *Link) decode(s *scanner) { linkTable.decode(s, v) }
func (v *Link) append(w *writer)  { linkTable.append(w, v) }

// Links are analysed links in the order of the request.
type Links []Link

func (v *Links) decode(s *scanner) { *v = list[Link](s, *v) }
func (v *Links) append(w *writer)  { appendList[Link](w, *v) }

// Set is a file in several volumes. Its sums are JSON numbers, unlike the sizes of
// its parts.
type Set struct {
	Name      string
	Size      Count
	HumanSize string
	PaidBW    Count
	Error     *string
	Parts     Links
}

var setTable = table[Set]{
	{name: "name", at: func(v *Set) any { return &v.Name }},
	{name: "size", at: func(v *Set) any { return &v.Size }},
	{name: "human_size", at: func(v *Set) any { return &v.HumanSize }},
	{name: "paid_bw", at: func(v *Set) any { return &v.PaidBW }},
	{name: "error", at: func(v *Set) any { return &v.Error }},
	{name: "parts", at: func(v *Set) any { return &v.Parts }},
}

func (v *Set) decode(s *scanner) { setTable.decode(s, v) }
func (v *Set) append(w *writer)  { setTable.append(w, v) }

// Sets are the sets of an analysis.
type Sets []Set

func (v *Sets) decode(s *scanner) { *v = list[Set](s, *v) }
func (v *Sets) append(w *writer)  { appendList[Set](w, *v) }
