export const GET = ({ locals, request, params }) => locals.relais.resetting(request, params.token)
export const POST = ({ locals, request, params, getClientAddress }) => locals.relais.reset(request, params.token, getClientAddress())
