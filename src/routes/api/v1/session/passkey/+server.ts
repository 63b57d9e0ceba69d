export const GET = ({ locals, request }) => locals.relais.askPasskey(request)
export const POST = ({ locals, request, getClientAddress }) => locals.relais.signInByPasskey(request, getClientAddress())
