export const GET = ({ locals, request }) => locals.relais.feed(request, locals.who)
