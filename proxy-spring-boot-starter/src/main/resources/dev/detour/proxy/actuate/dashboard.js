
(() => {
	'use strict';

	const POLL_MILLIS = 1000;
	const TIMEOUT_MILLIS = 5000;
	const SURE_MILLIS = 4000;
	const MAX_FAILURES = 200;
	const FEW_PEERS = matchMedia('(max-width: 860px)').matches ? 6 : 12;

	const byId = (id) => document.getElementById(id);
	// Wherever Actuator is: the endpoint is one segment above this page.
	const endpoint = location.pathname.replace(/\/[^/]*$/, '');

	const rows = new Map();
	let access = 'read_only';
	let newest = 0;
	let total = 0;
	let paused = false;
	let allPeers = false;
	let timer = 0;
	let turns = 0;
	let shownHandlers = '';

	/** Makes an element. Text becomes text nodes, whatever it contains. */
	function make(tag, attributes, ...children) {
		const element = document.createElement(tag);
		for (const [name, value] of Object.entries(attributes || {})) {
			if (value !== undefined) {
				element.setAttribute(name, value);
			}
		}
		element.append(...children);
		return element;
	}

	function makeSvg(tag, attributes) {
		const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
		Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
		return element;
	}

	function setText(node, text) {
		if (node.textContent !== text) {
			node.textContent = text;
		}
	}

	const words = (id) => id.replaceAll('_', ' ');
	const count = (number) => number.toLocaleString();
	const clock = (time) => new Date(time).toLocaleTimeString([], { hourCycle: 'h23' });

	function duration(millis) {
		if (millis >= 10000) {
			return (millis / 1000).toFixed(1) + ' s';
		}
		return (millis >= 100 ? Math.round(millis) : millis >= 10 ? millis.toFixed(1) : millis.toFixed(2)) + ' ms';
	}

	/** Two durations, with the unit once if it is the same. */
	function span(from, to) {
		const [one, other] = [duration(from), duration(to)];
		return (one.endsWith(' ms') && other.endsWith(' ms') ? one.slice(0, -3) : one) + ' / ' + other;
	}

	// Rates

	const RATES = [['exchanges', 'Requests'], ['failed', 'Failures'], ['retries', 'Retries'], ['suppressed', 'Retries refused']];

	const tiles = RATES.map(([name, title]) => {
		const value = make('span', {}, '0');
		const line = makeSvg('polyline', {});
		const area = makeSvg('polygon', {});
		const svg = makeSvg('svg', { viewBox: '0 0 59 30', preserveAspectRatio: 'none', role: 'img' });
		svg.append(area, line);
		byId('rates').append(make('article', { class: 'tile ' + name }, make('h2', {}, title),
			make('p', { class: 'value' }, value, make('small', {}, ' per second')), svg));
		return { name, title, value, line, area, svg };
	});

	function showRates(perSecond) {
		for (const tile of tiles) {
			const rates = perSecond[tile.name];
			const peak = Math.max(...rates);
			const now = rates[rates.length - 1];
			const points = rates.map((rate, i) => i + ',' + (28 - 26 * rate / Math.max(peak, 1)).toFixed(2)).join(' ');
			setText(tile.value, count(now));
			tile.line.setAttribute('points', points);
			tile.area.setAttribute('points', '0,30 ' + points + ' 59,30');
			tile.svg.setAttribute('aria-label', tile.title + ' per second over the last minute: now ' + now + ', at most ' + peak);
		}
	}

	// Bars

	const TONES = {
		success: 'good', relayed: 'good', answered: 'good', failure: 'bad', failed: 'bad', aborted: 'bad', stale: 'other',
		cancelled: 'warn', client_gone: 'warn'
	};

	function showBars(id, counts, isShown) {
		const container = byId(id);
		const shown = Object.entries(counts).filter(isShown);
		const names = shown.map(([name]) => name).join();
		if (container.dataset.names !== names) {
			container.dataset.names = names;
			container.replaceChildren(shown.length ? make('dl', { class: 'bars' }, ...shown.flatMap(([name]) => [
				make('dt', {}, words(name)),
				make('dd', {}, make('span', { class: 'bar ' + (TONES[name] || 'warn'), 'aria-hidden': 'true' }, make('i')),
					make('span', { class: 'number' }))
			])) : make('p', { class: 'empty' }, 'None so far.'));
		}
		const all = shown.reduce((sum, [, value]) => sum + value, 0);
		container.querySelectorAll('.bar i').forEach((bar, i) => {
			bar.style.width = (all ? 100 * shown[i][1] / all : 0) + '%';
		});
		container.querySelectorAll('.number').forEach((number, i) => setText(number, count(shown[i][1])));
	}

	// Peers

	const NOTHING = { condition: 'idle', inFlight: 0, attempts: {}, failuresInARow: 0 };
	const ORDER = ['down', 'ejected', 'failing', 'draining', 'up', 'idle'];

	/** Joins what groups and what attempts say: one row for each member, and for each peer without a group. */
	function joinPeers(groups, peers) {
		const seen = new Map(peers.map((peer) => [peer.address, peer]));
		const joined = [];
		for (const group of groups) {
			for (const member of group.peers) {
				const peer = seen.get(member.address) || NOTHING;
				const condition = member.condition === 'up' ? peer.condition : member.condition;
				joined.push({ ...peer, ...member, condition, group: group.name, panicking: group.panicking });
			}
		}
		const grouped = new Set(joined.map((peer) => peer.address));
		joined.push(...peers.filter((peer) => !grouped.has(peer.address)));
		const rank = (peer) => ORDER.indexOf(peer.condition);
		return joined.sort((one, other) => rank(one) - rank(other) || one.address.localeCompare(other.address, undefined, { numeric: true }));
	}

	function makeRow(peer) {
		const cell = (label, type) => make('td', { class: type || 'number', 'data-label': label });
		const row = {
			badge: make('span', { class: 'badge' }), reason: make('small'), inFlight: cell('In flight'), succeeded: cell('Succeeded'),
			failed: cell('Failed'), latency: cell('p50 / p99'), last: cell('Last failure', 'when'), buttons: make('td')
		};
		row.element = make('tr', {}, make('th', { scope: 'row' }, peer.address, peer.group ? make('small', {}, peer.group) : ''),
			make('td', {}, row.badge, row.reason), row.inFlight, row.succeeded, row.failed, row.latency, row.last, row.buttons);
		return row;
	}

	function updateRow(row, peer) {
		const condition = peer.condition;
		row.badge.className = 'badge ' + condition;
		setText(row.badge, condition);
		const reason = peer.reason || (condition === 'failing' && peer.failuresInARow > 1 ? peer.failuresInARow + ' in a row' : '');
		setText(row.reason, words(reason));
		row.element.classList.toggle('trouble', ['down', 'ejected', 'failing'].includes(condition));
		setText(row.inFlight, count(peer.inFlight));
		setText(row.succeeded, count(peer.attempts.success || 0));
		setText(row.failed, count(peer.attempts.failure || 0));
		setText(row.latency, peer.latency ? span(peer.latency.p50Ms, peer.latency.p99Ms) : '–');
		const last = peer.lastFailure;
		setText(row.last, last ? words(last.error) + ', ' + words(last.delivery) + ', ' + clock(last.time) : '');
		updateButtons(row, peer);
	}

	function updateButtons(row, peer) {
		let actions = [];
		if (peer.group && access === 'unrestricted') {
			actions = { ejected: ['restore', 'drain'], draining: ['restore'] }[peer.condition] || ['eject', 'drain'];
		}
		if (row.actions === actions.join()) {
			return;
		}
		row.actions = actions.join();
		const hadFocus = row.buttons.contains(document.activeElement);
		row.buttons.replaceChildren(...actions.map((action) => makeButton(action, peer)));
		if (hadFocus && row.buttons.firstChild) {
			row.buttons.firstChild.focus();
		}
	}

	function makeButton(action, peer) {
		const title = action[0].toUpperCase() + action.slice(1);
		const button = make('button', { type: 'button', 'aria-label': title + ' ' + peer.address + ' of ' + peer.group }, title);
		button.addEventListener('click', () => {
			// A drained peer leaves the group, and cannot be brought back from here.
			if (action === 'drain' && !button.classList.contains('sure')) {
				button.classList.add('sure');
				button.textContent = 'Really drain?';
				setTimeout(() => {
					button.classList.remove('sure');
					button.textContent = title;
				}, SURE_MILLIS);
				return;
			}
			change(action, peer, button);
		});
		return button;
	}

	function showPeers(groups, peers) {
		const joined = joinPeers(groups, peers);
		const body = byId('peers').tBodies[0];
		const filter = byId('filter').value.trim().toLowerCase();
		const gone = new Set(rows.keys());
		const elements = [];
		for (const peer of joined) {
			const key = (peer.group || '') + ' ' + (peer.id || peer.address);
			gone.delete(key);
			if (!rows.has(key)) {
				rows.set(key, makeRow(peer));
			}
			const row = rows.get(key);
			updateRow(row, peer);
			const matches = [peer.address, peer.group || '', peer.condition].some((text) => text.toLowerCase().includes(filter));
			row.element.hidden = !matches || (!filter && !allPeers && elements.length >= FEW_PEERS);
			elements.push(row.element);
		}
		for (const key of gone) {
			rows.get(key).element.remove();
			rows.delete(key);
		}
		// Moving a row would take the focus from its buttons.
		const moved = elements.some((element, i) => body.children[i] !== element);
		if (moved && !(body.contains(document.activeElement) && elements.every((element) => element.isConnected))) {
			body.append(...elements);
		}
		const troubled = joined.filter((peer) => ['down', 'ejected', 'failing'].includes(peer.condition)).length;
		const panicking = groups.filter((group) => group.panicking).map((group) => group.name);
		setText(byId('peers-summary'), count(joined.length) + (joined.length === 1 ? ' peer' : ' peers')
			+ (troubled ? ', ' + count(troubled) + ' in trouble' : '')
			+ (panicking.length ? '. Too few are healthy in: ' + panicking.join(', ') : ''));
		const more = byId('all-peers');
		more.hidden = filter !== '' || joined.length <= FEW_PEERS;
		more.setAttribute('aria-expanded', String(allPeers));
		setText(more, allPeers ? 'Show fewer peers' : 'Show all ' + count(joined.length) + ' peers');
		byId('peers').hidden = !joined.length;
		byId('no-peers').hidden = joined.length > 0;
	}

	async function change(action, peer, button) {
		button.disabled = true;
		const headers = { 'Content-Type': 'application/json', Accept: 'application/json' };
		const token = document.cookie.split('; ').find((cookie) => cookie.startsWith('XSRF-TOKEN='));
		if (token) {
			headers['X-XSRF-TOKEN'] = decodeURIComponent(token.slice('XSRF-TOKEN='.length));
		}
		const body = JSON.stringify({ peer: peer.id, group: peer.group });
		try {
			const response = await fetch(endpoint + '/' + action, { method: 'POST', headers, body });
			if (response.ok) {
				say(words(action) + ' of ' + peer.address + ' in ' + peer.group + ': done', 'done');
			}
			else {
				say('Could not ' + action + ' ' + peer.address + ': the gateway answered ' + response.status
					+ (response.status === 403 ? ' (not allowed, or no CSRF token)' : ''));
			}
		}
		catch (error) {
			say('Could not ' + action + ' ' + peer.address + ': the gateway cannot be reached');
		}
		button.disabled = false;
		poll();
	}

	// Failures

	function makeFailure(failure) {
		const dots = make('span', { class: 'dots', role: 'img', 'aria-label': failure.attempts.length + (failure.attempts.length === 1 ? ' attempt' : ' attempts') },
			...failure.attempts.map((attempt) => make('i', { class: attempt.error ? 'bad' : 'good' })));
		const summary = make('summary', {},
			make('time', { datetime: failure.time }, clock(failure.time)),
			make('span', { class: 'badge s' + Math.floor(failure.status / 100) }, String(failure.status)),
			make('span', { class: 'path', title: failure.method + ' ' + failure.path }, failure.method + ' ' + failure.path + ' ',
				make('small', {}, failure.handler + (failure.outcome === 'relayed' ? '' : ', ' + words(failure.outcome)))),
			dots, make('span', { class: 'took' }, duration(failure.totalMs)));
		const details = make('details', {}, summary);
		details.addEventListener('toggle', () => {
			if (details.open && details.children.length === 1) {
				details.append(makeTimeline(failure));
			}
		});
		return make('li', { value: failure.id }, details);
	}

	function makeTimeline(failure) {
		const timeline = make('div', { class: 'timeline' });
		const end = Math.max(failure.totalMs, ...failure.attempts.map((attempt) => attempt.startMs + attempt.totalMs), 0.001);
		for (const attempt of failure.attempts) {
			const track = make('div', { class: 'track', 'aria-hidden': 'true' });
			const segment = (type, from, to) => {
				const bar = make('i', { class: type });
				bar.style.left = 100 * (attempt.startMs + from) / end + '%';
				bar.style.width = 100 * Math.max(to - from, 0) / end + '%';
				track.append(bar);
			};
			const connected = attempt.connectMs ?? attempt.totalMs;
			const responded = attempt.firstByteMs ?? attempt.totalMs;
			segment('connecting', 0, connected);
			if (attempt.connectMs !== undefined) {
				segment('waiting', connected, responded);
			}
			if (attempt.firstByteMs !== undefined) {
				segment('receiving', responded, attempt.totalMs);
			}
			if (attempt.error) {
				const mark = make('i', { class: 'broken' });
				mark.style.left = 100 * (attempt.startMs + attempt.totalMs) / end + '%';
				track.append(mark);
			}
			timeline.append(make('div', { class: 'who' }, attempt.number + '. ' + attempt.peer,
				make('small', {}, attempt.staleTry ? ' after a stale connection' : attempt.connectMs === undefined ? ' no connection' : attempt.reused ? ' reused connection' : ' new connection', attempt.hedge ? ', beside a slow attempt' : '')),
				make('div', { class: 'how' }, track, makeStory(attempt)));
		}
		if (!failure.attempts.length) {
			timeline.append(make('p', { class: 'what' }, 'No attempt was made' + (failure.error ? ': ' + words(failure.error) : '') + '.'));
		}
		return timeline;
	}

	function makeStory(attempt) {
		const story = make('p', { class: 'what' });
		if (attempt.error) {
			story.append(make('b', {}, words(attempt.error)), ', request ' + words(attempt.delivery));
		}
		else if (attempt.status) {
			story.append(make('em', {}, String(attempt.status)));
		}
		story.append(', ' + duration(attempt.totalMs));
		if (attempt.connectMs !== undefined) {
			story.append(', connected after ' + duration(attempt.connectMs));
		}
		if (attempt.firstByteMs !== undefined) {
			story.append(', first byte after ' + duration(attempt.firstByteMs));
		}
		if (attempt.decision) {
			story.append(' → ', make('em', {}, words(attempt.decision)));
		}
		if (attempt.veto) {
			story.append(', ', make('b', {}, 'refused: ' + words(attempt.veto)));
		}
		return story;
	}

	function showFailures(failures) {
		const list = byId('failures');
		// An earlier poll may have had some of them.
		const fresh = failures.filter((failure) => failure.id > newest);
		if (fresh.length) {
			newest = fresh[0].id;
			list.prepend(...fresh.map(makeFailure));
			while (list.children.length > MAX_FAILURES) {
				list.lastChild.remove();
			}
		}
		byId('no-failures').hidden = list.children.length > 0;
	}

	// Handlers

	function showHandlers(handlers) {
		const text = JSON.stringify(handlers);
		if (text === shownHandlers) {
			return;
		}
		shownHandlers = text;
		byId('handlers').replaceChildren(...handlers.map((handler) => {
			const takes = [handler.methods.join(', '), handler.paths.join(', '), handler.hosts.length ? 'of ' + handler.hosts.join(', ') : ''];
			const phases = Object.entries(handler.phases).flatMap(([phase, methods]) =>
				[make('dt', {}, words(phase)), make('dd', {}, methods.join(', ') || '–')]);
			return make('details', {}, make('summary', {}, make('b', {}, handler.name), make('span', {}, takes.filter(Boolean).join(' '))),
				make('dl', { class: 'phases' }, ...phases));
		}));
		if (!handlers.length) {
			byId('handlers').append(make('p', { class: 'empty' }, 'There are none.'));
		}
	}

	// Polling

	function say(text, type) {
		const message = byId('message');
		message.className = type || '';
		message.textContent = text;
		message.hidden = !text;
		if (type === 'done') {
			setTimeout(() => {
				if (message.textContent === text) {
					message.hidden = true;
				}
			}, 5000);
		}
	}

	function live(type, text) {
		byId('live').className = type;
		setText(byId('live-text'), text);
	}

	function show(state) {
		const ended = Object.values(state.traffic.exchanges).reduce((sum, value) => sum + value, 0);
		if (ended < total) {
			// The gateway has started again, and counts from one.
			newest = 0;
			total = 0;
			byId('failures').replaceChildren();
			return;
		}
		total = ended;
		access = state.access;
		setText(byId('mount'), state.mount ? 'Mounted ' + state.mount : '');
		showRates(state.traffic.perSecond);
		showBars('attempts', state.traffic.attempts, () => true);
		showBars('suppressed', state.traffic.suppressed, ([, value]) => value > 0);
		showBars('exchanges', state.traffic.exchanges, () => true);
		showPeers(state.groups, state.peers);
		showFailures(state.failures);
		showHandlers(state.handlers);
	}

	async function poll() {
		clearTimeout(timer);
		if (paused || document.hidden) {
			return;
		}
		const turn = ++turns;
		const abort = new AbortController();
		const limit = setTimeout(() => abort.abort(), TIMEOUT_MILLIS);
		try {
			const response = await fetch(endpoint + '?after=' + newest, { headers: { Accept: 'application/json' }, cache: 'no-store', signal: abort.signal });
			if (!response.ok) {
				throw new Error(response.status === 401 || response.status === 403 ? 'Not allowed' : 'Answered ' + response.status);
			}
			const state = await response.json();
			// A later poll may have overtaken this one.
			if (turn === turns && !paused) {
				show(state);
				live('live', 'Live, ' + clock(Date.now()));
			}
		}
		catch (error) {
			live('lost', error.name === 'Error' ? error.message : 'No contact, trying again');
		}
		clearTimeout(limit);
		if (turn === turns) {
			timer = setTimeout(poll, POLL_MILLIS);
		}
	}

	byId('pause').addEventListener('click', () => {
		paused = !paused;
		byId('pause').setAttribute('aria-pressed', String(paused));
		setText(byId('pause'), paused ? 'Go on' : 'Pause');
		if (paused) {
			clearTimeout(timer);
			live('', 'Paused');
		}
		else {
			poll();
		}
	});
	byId('all-peers').addEventListener('click', () => {
		allPeers = !allPeers;
		poll();
	});
	byId('filter').addEventListener('input', poll);
	document.addEventListener('visibilitychange', poll);
	poll();
})();
