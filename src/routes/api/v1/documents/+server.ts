export const POST = ({ locals, request }) => locals.relais.differences(request, locals.who)
