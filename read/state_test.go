package read

import (
	"strings"
	"testing"
)

// TestStateBody: the story of a page that shows nothing without its scripts.
func TestStateBody(t *testing.T) {
	const one = "The lighthouse at Orrin Point went dark on Sunday for the first time in a hundred and four years, and nobody has said when it will shine again."
	const two = "Its keeper, who lives in the village below, said that the lamp had been sold to a museum, which the council denies in a letter to its readers."
	const three = "Ships have been told to stay three miles off the coast until a buoy with a light of its own is laid out by the navy, which may take a week."
	for name, script := range map[string]string{
		"Next.js, HTML":    `<script id="__NEXT_DATA__" type="application/json">{"props":{"pageProps":{"story":{"title":"x","bodyHtml":"<p>` + one + `</p><p>` + two + `</p><p>` + three + `</p>"}}}}</script>`,
		"Next.js, blocks":  `<script id="__NEXT_DATA__" type="application/json">{"props":{"blocks":[{"type":"paragraph","text":"` + one + `"},{"type":"image","text":"A caption that is long enough to be taken for a paragraph of the story, were it not for its type."},{"type":"paragraph","text":"` + two + `"},{"type":"paragraph","text":"` + three + `"}]}}</script>`,
		"Fusion":           `<script>window.Fusion=window.Fusion||{};Fusion.arcSite="x";Fusion.globalContent={"content_elements":[{"type":"text","content":"` + one + `"},{"type":"interstitial_link","content":"Read this story, too, which says much the same at greater length than anyone would want to read."},{"type":"text","content":"` + two + `"},{"type":"text","content":"` + three + `"}]};Fusion.x={}</script>`,
		"Apollo":           `<script>window.__APOLLO_STATE__ = {"Story:1":{"content":[{"__typename":"Paragraph","children":[{"text":"` + one + `"}]},{"__typename":"Paragraph","children":[{"text":"` + two[:20] + `"},{"text":"` + two[20:] + `"}]},{"__typename":"Paragraph","children":[{"text":"` + three + `"}]}]}};</script>`,
		"a string of JSON": `<script>window.__STATE__ = JSON.parse("{\"body\":[{\"html\":\"<p>` + one + `</p>\"},{\"html\":\"` + two + `\"},{\"html\":\"` + three + `\"}]}");</script>`,
		"Nuxt, a function": `<script>window.__NUXT__=(function(a,b,c,d){d.id=7;d.title=c;d.text="\u003Cp\u003E` + one + `\u003C\u002Fp\u003E<p>` + two + `<\/p><p>` + three + `</p>";return {layout:"story",data:[{draft:a,"story":d,list:[b,,1e3,-.5,void 0,new Date(12)]}],fetch:{},error:b,serverRendered:!0,routePath:'/a'}}(false,null,"It\'s dark",{}));</script>`,
		"Nuxt, blocks":     `<script>window.__NUXT__=(function(a,b){return {data:[{blocks:[{type:a,text:"` + one + `"},{type:b,text:"A caption that is long enough to be taken for a paragraph of the story, were it not for its type."},{type:a,text:"` + two + `"},{type:a,text:"` + three + `"}]}]}}("paragraph","image"))</script>`,
		"Nuxt, flat":       `<script type="application/json" id="__NUXT_DATA__">[["ShallowReactive",1],{"data":2},["Reactive",3],{"story":4},[5,7,9],{"kind":11,"text":6},"` + one + `",{"kind":11,"text":8},"` + two + `",{"kind":11,"text":10},"` + three + `","paragraph"]</script>`,
		"Next.js, pushed":  `<script>self.__next_f.push([1,"0:{\"P\":null}\n3:[\"$\",\"article\",null,{\"children\":[[\"$\",\"p\",null,{\"children\":\"` + one + `\"}],"])</script><script>self.__next_f.push([1,"[\"$\",\"p\",null,{\"children\":[\"` + two[:23] + `\",[\"$\",\"em\",null,{\"children\":\"` + two[23:] + `\"}]]}],[\"$\",\"p\",null,{\"children\":\"` + three + `\"}]]}]\n"])</script>`,
		"names unquoted":   `<script>var a = 1; if (a == 1) { b = {} } window.STATE = {story: {body: ['<p>` + one + `</p>', "<p>` + two + `</p>", ` + "`<p>" + three + "</p>`" + `].x}}; window.STATE = {story: {/* again */parts: [{html: '` + one + `'}, {html: "` + two + `"}, {html: ` + "`" + three + "`" + `}]}}</script>`,
	} {
		t.Run(name, func(t *testing.T) {
			r, err := Read(Page{URL: "https://courier.example/a", Body: []byte(`<!doctype html><html lang=en><head><title>The dark lighthouse | The Courier</title><meta property="og:type" content="article"><meta property="og:title" content="The dark lighthouse"></head><body><div id=root></div>` + script + `</body></html>`)})
			if err != nil {
				t.Fatal(err)
			}
			if want := strings.Join([]string{one, two, three}, "\n\n"); r.Text != want {
				t.Errorf("got\n%s\nwant\n%s", r.Text, want)
			}
		})
	}
}
