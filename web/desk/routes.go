package desk

import (
	"dateline/news"
	"dateline/web/frame"
)

// routes lists the addresses of the desk, with the least role that reaches
// each. All of them ask for a signed-in user.
func (s *Desk) routes() {
	get := func(path string, least news.Role, h frame.MemberAnswer) { s.Page("GET "+path, s.Member(least, h)) }
	post := func(path string, least news.Role, h frame.MemberAnswer) {
		s.Page("POST "+path, s.Member(least, s.Posted(frame.DeskForm, s.WithFields(s.taking(h)))))
	}
	// What changes who may do what, or shows a secret, takes a password that was just entered.
	sensitive := func(path string, least news.Role, h frame.MemberAnswer) {
		post(path, least, s.recentlyAuthenticated(h))
	}

	get("/desk", news.Reader, s.CostlyIf(s.river, riverNarrowed...))
	get("/desk/events", news.Reader, s.riverEvents)
	get("/desk/stories", news.Reader, s.CostlyDesk(s.deskStories))
	get("/desk/stories/{id}", news.Reader, s.CostlyDesk(s.deskStory))
	get("/desk/stories/{id}/ledger", news.Reader, s.CostlyDesk(s.deskLedger))
	post("/desk/stories/{id}/dispatch", news.Reporter, s.draftFromStory)
	post("/desk/stories/{id}/arrange", news.Reporter, s.arrangeStory)
	post("/desk/stories/{id}/matter", news.Reporter, s.linkStory)
	get("/desk/matters", news.Reader, s.CostlyDesk(s.matterList))
	get("/desk/matters/{id}", news.Reader, s.CostlyDesk(s.matter))
	post("/desk/matters/{id}", news.Reporter, s.changeMatter)
	get("/desk/reports/{id}", news.Reader, s.deskReport)
	get("/desk/reports/{id}/changes", news.Reader, s.deskChanges)
	get("/desk/reports/{id}/reading", news.Reader, s.deskReading)
	get("/desk/reports/{id}/reading/correct", news.Reporter, s.CostlyIf(s.deskCorrection, "role"))
	post("/desk/reports/{id}/reading", news.Reporter, s.correctReading)
	post("/desk/reports/{id}/cite", news.Reporter, s.citeReport)
	post("/desk/reports/{id}/check", news.Reporter, s.checkPageNow)
	get("/desk/facts", news.Reader, s.CostlyDesk(s.deskFactList))
	post("/desk/facts/{id}", news.Reporter, s.judgeFact)
	get("/desk/facts/{id}", news.Reporter, s.deskFact)
	post("/desk/facts/{id}/correct", news.Reporter, s.correctFact)
	get("/desk/places", news.Reader, s.CostlyDesk(s.deskPlaces))
	get("/desk/places/{id}", news.Reader, s.CostlyDesk(s.deskPlace))
	get("/desk/map", news.Reader, s.CostlyDesk(s.deskMap))
	get("/desk/frames", news.Reader, s.CostlyIf(s.deskFrames, "q"))
	get("/desk/frames/say", news.Editor, s.CostlyDesk(s.deskFrame))
	post("/desk/frames", news.Editor, s.sayFrame)
	get("/desk/actors", news.Reader, s.CostlyDesk(s.deskActors))
	get("/desk/actor", news.Reader, s.CostlyDesk(s.deskActor))
	post("/desk/actor", news.Reporter, s.nameActor)

	get("/desk/dispatches", news.Reporter, s.CostlyIf(s.dispatchList, "q", "section", "stale"))
	post("/desk/dispatches", news.Reporter, s.beginDispatch)
	get("/desk/dispatches/{id}", news.Reporter, s.editor)
	post("/desk/dispatches/{id}", news.Reporter, s.orderDispatch)
	post("/desk/dispatches/{id}/draft", news.Reporter, s.keepDraft)
	get("/desk/writing/{id}", news.Reader, s.showWriting)
	post("/desk/writing/{id}/discard", news.Reader, s.discardWriting)
	post("/desk/dispatches/{id}/check", news.Reporter, s.checkDispatch)
	post("/desk/dispatches/{id}/stand", news.Editor, s.letStand)

	get("/desk/alerts", news.Reader, s.alertList)
	post("/desk/alerts", news.Reader, s.addAlert)
	get("/desk/alerts/{id}", news.Reader, s.CostlyDesk(s.alert))
	post("/desk/alerts/{id}/remove", news.Reader, s.removeAlert)

	get("/desk/sources", news.Reader, s.CostlyIf(s.sourceList, "q"))
	post("/desk/sources", news.Editor, s.addSource)
	get("/desk/sources/opml", news.Reader, s.exportSources)
	s.Page("POST /desk/sources/opml", s.Member(news.Editor, s.Posted(frame.DeskUpload, s.importSources)))
	get("/desk/sources/{id}", news.Reader, s.source)
	post("/desk/sources/{id}", news.Editor, s.changeSource)
	get("/desk/troubles", news.Reader, s.troubleList)
	post("/desk/troubles", news.Editor, s.tryAgain)

	get("/desk/comments", news.Editor, s.commentList)
	post("/desk/comments/{id}", news.Editor, s.moderate)
	get("/desk/subscribers", news.Editor, s.CostlyIf(s.subscriberList, "q"))
	sensitive("/desk/subscribers/webhooks", news.Editor, s.addWebhook)
	post("/desk/subscribers/{id}/end", news.Editor, s.endSubscription)
	get("/desk/deliveries", news.Editor, s.CostlyIf(s.deliveryList, "subject"))
	post("/desk/subscribers/{id}/open", news.Editor, s.openEndpoint)
	post("/desk/deliveries/settle", news.Editor, s.settleUnsure)
	get("/desk/deliveries/{id}", news.Editor, s.delivery)
	post("/desk/deliveries/{id}", news.Editor, s.sendAgain)
	post("/desk/clock", news.Administrator, s.confirmTime)
	get("/desk/hold", news.Administrator, s.holdPage)
	sensitive("/desk/hold/drop", news.Administrator, s.dropHeld)
	sensitive("/desk/hold/live", news.Administrator, s.goLive)
	get("/desk/users", news.Administrator, s.userList)
	sensitive("/desk/users", news.Administrator, s.addUser)
	sensitive("/desk/users/{id}", news.Administrator, s.changeUser)
	sensitive("/desk/users/{id}/password", news.Administrator, s.setPassword)
	sensitive("/desk/users/{id}/signout", news.Administrator, s.signUserOut)
	get("/desk/users/failed", news.Administrator, s.failedSignIns)
	get("/desk/sessions", news.Reader, s.signInList)
	sensitive("/desk/sessions/others", news.Reader, s.endOtherSignIns)
	sensitive("/desk/sessions/{id}/end", news.Reader, s.endSignIn)
	get("/desk/confirm", news.Reader, s.confirmForm)
	post("/desk/confirm", news.Reader, s.confirmPassword)
	get("/desk/password", news.Reader, s.passwordForm)
	post("/desk/password", news.Reader, s.changePassword)
	post("/desk/mails", news.Reader, s.keepMails)
}
