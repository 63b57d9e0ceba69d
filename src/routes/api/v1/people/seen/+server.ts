export const GET = ({ locals, request }) => locals.relais.lastSeen(request, locals.who)
